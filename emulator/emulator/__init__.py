"""The local AWS emulator that the library's templates are deployed on.

MiniStack implements the AWS APIs. This package adds the CloudFormation resource types and properties that MiniStack
lacks, rejects unsupported types and properties, and runs MiniStack on loopback only, with its state in memory.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(f"The emulator needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")
