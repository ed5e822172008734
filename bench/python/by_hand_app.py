"""The same platform by hand. The arguments: the folder of the cloud assembly, and the folder of the library's code."""

import sys
from pathlib import Path

from aws_cdk import App

from by_hand.platform import PlatformByHand
from services import PCI_SCOPE, SEVEN

outdir, library = sys.argv[1:]
app = App(outdir=outdir)
code = Path(library)
PlatformByHand(
    app,
    SEVEN,
    pci_scope=PCI_SCOPE,
    rotation=str(code / "rotation" / "function"),
    service_linked_role=str(code / "search" / "function"),
    logins=str(code / "logins" / "function"),
)
app.synth()
