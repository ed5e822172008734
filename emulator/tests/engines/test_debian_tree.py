"""The tree of Debian's packages."""

import re
import subprocess

import pytest

from emulator.engines import debian_tree

pytestmark = pytest.mark.skipif(
    not debian_tree.is_installed(),
    reason="the Debian tree is not installed: run the emulator once with --engines rabbitmq",
)


@pytest.mark.parametrize("package", ["pgbouncer", "rabbitmq-server"])
def test_the_versions_that_the_emulator_tells_are_those_of_the_tree(package: str) -> None:
    status = (debian_tree.tree() / "var/lib/dpkg/status").read_text()
    installed = re.search(rf"^Package: {package}\n(?:.+\n)*?Version: ([\d.]+)", status, re.MULTILINE)
    assert installed
    assert installed[1].startswith(debian_tree.version(package).split(" ")[0] + ".")


def test_no_file_of_the_tree_retains_the_mirror() -> None:
    targets = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    mirrors = subprocess.run(targets, capture_output=True, check=True).stdout.split()
    assert mirrors
    files = [path for name in ("etc", "var") for path in (debian_tree.tree() / name).rglob("*") if path.is_file()]
    assert [file for file in files if any(mirror in file.read_bytes() for mirror in mirrors)] == []
