"""Lifecycle of every supported type: the service's API returns the properties of the template after each operation."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cases import ADDITIONAL_CASES, CASES, with_changes
from emulator.supported_types import SUPPORTED
from emulator.validation import property_names
from readers import READERS, Aws, NotFound, Properties
from stack import FAILING_RESOURCE, Stack
from templates import Base

KINDS = sorted(CASES)


def readable_part(kind: str, properties: Properties) -> Properties:
    """Returns the properties that are listed as readable."""

    def part(value: Any, prefix: str = "") -> Any:
        if isinstance(value, list):
            return [part(member, prefix) for member in value]
        if isinstance(value, dict) and (not prefix or SUPPORTED[kind].lists_members_of(prefix)):
            paths = {name: f"{prefix}.{name}" if prefix else name for name in value}
            return {
                name: part(member, paths[name])
                for name, member in value.items()
                if paths[name] not in SUPPORTED[kind].write_only
            }
        return value

    # A separate test checks the generated value.
    return {name: value for name, value in part(properties).items() if value and name != "GenerateSecretString"}


def restrict_to(observed: Any, expected: Any) -> Any:
    """Returns the observed values of the expected properties. Services add defaults for other properties."""
    if isinstance(observed, dict) and isinstance(expected, dict):
        return {name: restrict_to(observed.get(name), value) for name, value in expected.items()}
    if isinstance(observed, list) and isinstance(expected, list) and len(observed) == len(expected):
        return [restrict_to(*pair) for pair in zip(observed, expected, strict=True)]
    return observed


def assert_readable(aws: Aws, kind: str, identifier: str, properties: Properties) -> None:
    expected = readable_part(kind, properties)
    assert restrict_to(READERS[kind](aws, identifier), expected) == expected


def assert_not_found(aws: Aws, kind: str, identifier: str) -> None:
    with pytest.raises(NotFound):
        READERS[kind](aws, identifier)


@pytest.fixture
def created(request: pytest.FixtureRequest, aws: Aws, base: dict[str, str], stack: Stack) -> Iterator[Properties]:
    kind = request.getfixturevalue("kind")
    properties = CASES[kind].create(base)
    stack.deploy_one(kind, properties)
    yield properties


@pytest.mark.parametrize("kind", KINDS)
def test_a_created_resource_has_every_property_and_its_deletion_removes_it(
    kind: str, aws: Aws, stack: Stack, created: Properties
) -> None:
    identifier = stack.physical_id()
    assert_readable(aws, kind, identifier, created)
    stack.delete()
    assert_not_found(aws, kind, identifier)


@pytest.mark.parametrize(
    ("kind", "properties"),
    [(kind, properties) for kind, several in ADDITIONAL_CASES.items() for properties in several],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_additional_case_has_every_property(
    kind: str, properties: Callable[[Base], Properties], aws: Aws, base: Base, stack: Stack
) -> None:
    stack.deploy_one(kind, case := properties(base))
    assert_readable(aws, kind, stack.physical_id(), case)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if CASES[kind].update])
def test_an_update_changes_every_property_and_a_rollback_restores_them(
    kind: str, aws: Aws, base: dict[str, str], stack: Stack, created: Properties
) -> None:
    identifier = stack.physical_id()
    update = with_changes(created, CASES[kind].update(base))

    stack.deploy_one(kind, update, "UPDATE_ROLLBACK_COMPLETE", Fails=FAILING_RESOURCE)
    assert stack.physical_id() == identifier
    assert_readable(aws, kind, identifier, created)

    stack.deploy_one(kind, update)
    assert stack.physical_id() == identifier
    assert_readable(aws, kind, identifier, update)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if CASES[kind].replace])
def test_a_replacement_creates_a_new_resource_and_deletes_the_old_one_after_success(
    kind: str, aws: Aws, base: dict[str, str], stack: Stack, created: Properties
) -> None:
    old = stack.physical_id()
    replacement = with_changes(created, CASES[kind].replace(base))

    stack.deploy_one(kind, replacement, "UPDATE_ROLLBACK_COMPLETE", Fails=FAILING_RESOURCE)
    assert stack.physical_id() == old
    assert_readable(aws, kind, old, created)

    stack.deploy_one(kind, replacement)
    assert stack.physical_id() != old
    assert_readable(aws, kind, stack.physical_id(), replacement)
    assert_not_found(aws, kind, old)


@pytest.mark.parametrize("kind", KINDS)
def test_a_rolled_back_creation_deletes_the_resource(kind: str, aws: Aws, base: dict[str, str], stack: Stack) -> None:
    template = {
        "Resources": {"Subject": {"Type": kind, "Properties": CASES[kind].create(base)}, "Fails": FAILING_RESOURCE}
    }
    stack.deploy(template, "ROLLBACK_COMPLETE")
    assert_not_found(aws, kind, stack.created_id())


@pytest.mark.parametrize("kind", sorted(set(SUPPORTED) - {"AWS::CDK::Metadata"}))
def test_the_cases_contain_every_supported_property(kind: str) -> None:
    class AnyName(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return name

    case, tested = CASES[kind], set()
    for properties in (case.create, case.update, case.replace, *ADDITIONAL_CASES.get(kind, [])):
        if properties:
            tested |= set(property_names(properties(AnyName()), SUPPORTED[kind]))
    # test_return_values.py has a function whose code is in a bucket.
    assert {*SUPPORTED[kind].readable, *SUPPORTED[kind].write_only} - tested <= {"Code.S3Bucket", "Code.S3Key"}


def test_accepts_cdk_metadata(stack: Stack) -> None:
    stack.deploy_one("AWS::CDK::Metadata", {"Analytics": "v2:deflate64:"})
