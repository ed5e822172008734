"""The README and the pins say what is so."""

import re
from importlib.metadata import distributions
from pathlib import Path

from emulator.support import markdown


def test_the_readme_has_the_table_of_the_module(package: Path) -> None:
    assert markdown() in (package / "README.md").read_text()


def test_every_installed_package_is_pinned_exactly(package: Path) -> None:
    text = "".join((package / name).read_text() for name in ("requirements.txt", "requirements-test.txt"))
    pinned = {
        re.sub("[-_.]+", "-", name).lower(): version for name, version in re.findall(r"^([\w.-]+)==(\S+)$", text, re.M)
    }
    installed = {re.sub("[-_.]+", "-", d.metadata["Name"]).lower(): d.version for d in distributions()}
    installed = {name: version for name, version in installed.items() if name not in ("pip", "setuptools")}
    assert installed == pinned


def test_no_requirement_names_an_index(package: Path) -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        assert not re.search(r"https?://|--index|--extra-index|--find-links", (package / name).read_text())
