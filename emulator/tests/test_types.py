"""Every type of the table: what a template says is what the service's API answers, at every step of its life."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from emulator.support import SUPPORTED, _names
from readers import READERS, Aws, Gone, Properties
from support import FAILING, Stack
from templates import ALTERNATIVES, CASES, Base, changed

KINDS = sorted(CASES)


def kept(kind: str, properties: Properties) -> Properties:
    """The part of the properties that the table says is readable."""

    def part(value: Any, prefix: str = "") -> Any:
        if isinstance(value, list):
            return [part(member, prefix) for member in value]
        if isinstance(value, dict) and (not prefix or SUPPORTED[kind].members(prefix)):
            paths = {name: f"{prefix}.{name}" if prefix else name for name in value}
            return {
                name: part(member, paths[name])
                for name, member in value.items()
                if paths[name] not in SUPPORTED[kind].accepted
            }
        return value

    # A generated value is checked by a test of its own.
    return {name: value for name, value in part(properties).items() if value and name != "GenerateSecretString"}


def narrowed(observed: Any, expected: Any) -> Any:
    """What was observed of what was expected: services add defaults to what a template says."""
    if isinstance(observed, dict) and isinstance(expected, dict):
        return {name: narrowed(observed.get(name), value) for name, value in expected.items()}
    if isinstance(observed, list) and isinstance(expected, list) and len(observed) == len(expected):
        return [narrowed(*pair) for pair in zip(observed, expected, strict=True)]
    return observed


def assert_kept(aws: Aws, kind: str, identifier: str, properties: Properties) -> None:
    expected = kept(kind, properties)
    assert narrowed(READERS[kind](aws, identifier), expected) == expected


def assert_gone(aws: Aws, kind: str, identifier: str) -> None:
    with pytest.raises(Gone):
        READERS[kind](aws, identifier)


@pytest.fixture
def created(request: pytest.FixtureRequest, aws: Aws, base: dict[str, str], stack: Stack) -> Iterator[Properties]:
    kind = request.getfixturevalue("kind")
    properties = CASES[kind].create(base)
    stack.deploy_one(kind, properties)
    yield properties


@pytest.mark.parametrize("kind", KINDS)
def test_a_created_resource_has_every_property_and_a_deleted_one_is_gone(
    kind: str, aws: Aws, stack: Stack, created: Properties
) -> None:
    identifier = stack.physical_id()
    assert_kept(aws, kind, identifier, created)
    stack.delete()
    assert_gone(aws, kind, identifier)


@pytest.mark.parametrize(
    ("kind", "properties"),
    [(kind, properties) for kind, several in ALTERNATIVES.items() for properties in several],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_alternative_has_every_property_too(
    kind: str, properties: Callable[[Base], Properties], aws: Aws, base: Base, stack: Stack
) -> None:
    own = properties(base)
    stack.deploy_one(kind, own)
    assert_kept(aws, kind, stack.physical_id(), own)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if CASES[kind].update])
def test_an_update_in_place_changes_every_property_and_a_failed_one_changes_none(
    kind: str, aws: Aws, base: dict[str, str], stack: Stack, created: Properties
) -> None:
    identifier = stack.physical_id()
    update = changed(created, CASES[kind].update(base))

    stack.deploy_one(kind, update, "UPDATE_ROLLBACK_COMPLETE", Fails=FAILING)
    assert stack.physical_id() == identifier
    assert_kept(aws, kind, identifier, created)

    stack.deploy_one(kind, update)
    assert stack.physical_id() == identifier
    assert_kept(aws, kind, identifier, update)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if CASES[kind].replace])
def test_a_replacement_makes_a_new_resource_and_deletes_the_old_one_when_it_succeeds(
    kind: str, aws: Aws, base: dict[str, str], stack: Stack, created: Properties
) -> None:
    old = stack.physical_id()
    replacement = changed(created, CASES[kind].replace(base))

    stack.deploy_one(kind, replacement, "UPDATE_ROLLBACK_COMPLETE", Fails=FAILING)
    assert stack.physical_id() == old
    assert_kept(aws, kind, old, created)

    stack.deploy_one(kind, replacement)
    assert stack.physical_id() != old
    assert_kept(aws, kind, stack.physical_id(), replacement)
    assert_gone(aws, kind, old)


@pytest.mark.parametrize("kind", KINDS)
def test_a_failed_creation_leaves_nothing(kind: str, aws: Aws, base: dict[str, str], stack: Stack) -> None:
    template = {"Resources": {"It": {"Type": kind, "Properties": CASES[kind].create(base)}, "Fails": FAILING}}
    stack.deploy(template, "ROLLBACK_COMPLETE")
    assert_gone(aws, kind, stack.created_id())


@pytest.mark.parametrize("kind", sorted(set(SUPPORTED) - {"AWS::CDK::Metadata"}))
def test_every_property_of_the_table_is_in_a_test(kind: str) -> None:
    class Anything(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return name

    case, tested = CASES[kind], set()
    for properties in (case.create, case.update, case.replace, *ALTERNATIVES.get(kind, [])):
        if properties:
            tested |= set(_names(properties(Anything()), SUPPORTED[kind]))
    # test_values.py has a function whose code is in a bucket.
    assert {*SUPPORTED[kind].kept, *SUPPORTED[kind].accepted} - tested <= {"Code.S3Bucket", "Code.S3Key"}


def test_metadata_of_the_cdk_is_taken(stack: Stack) -> None:
    stack.deploy_one("AWS::CDK::Metadata", {"Analytics": "v2:deflate64:"})
