import json
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent.parent


def test_each_service_has_a_stack_except_the_one_that_stays_in_the_platform(tmp_path: Path) -> None:
    environment = {**os.environ, "CDK_OUTDIR": str(tmp_path)}
    subprocess.run([sys.executable, "large_shop.py"], cwd=FOLDER, env=environment, check=True)

    artifacts = json.loads((tmp_path / "manifest.json").read_text())["artifacts"]
    stacks = [artifact.get("displayName", "").split(" ")[0] for artifact in artifacts.values()]
    assert "Shop/Platform/orderservice" in stacks
    assert "Shop/Platform/userservice" not in stacks
