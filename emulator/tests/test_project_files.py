"""The README matches the code, and the requirements files pin every package."""

import re
from importlib.metadata import distributions
from pathlib import Path

from emulator.supported_types import markdown_table


def test_the_readme_contains_the_table_of_supported_types(package: Path) -> None:
    assert markdown_table() in (package / "README.md").read_text()


def test_every_installed_package_is_pinned_to_an_exact_version(package: Path) -> None:
    text = "".join((package / name).read_text() for name in ("requirements.txt", "requirements-test.txt"))
    pinned = {
        re.sub("[-_.]+", "-", name).lower(): version for name, version in re.findall(r"^([\w.-]+)==(\S+)$", text, re.M)
    }
    installed = {re.sub("[-_.]+", "-", d.metadata["Name"]).lower(): d.version for d in distributions()}
    installed = {name: version for name, version in installed.items() if name not in ("pip", "setuptools")}
    assert installed == pinned


def test_no_requirements_file_contains_a_package_index(package: Path) -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        assert not re.search(r"https?://|--index|--extra-index|--find-links", (package / name).read_text())
