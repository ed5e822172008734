"""The commands of the AWS CLI on the project's pages: the service, the operation, each option and the query exist."""

import re
import shlex
from pathlib import Path

import jmespath
import pytest
from botocore import xform_name
from botocore.session import Session

PROJECT = Path(__file__).parents[2]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs" / "guides").glob("*.md"))]

SERVICES = {"s3api": "s3"}  # services that the AWS CLI calls by another name
GLOBAL_OPTIONS = {"output", "query", "no-paginate"}
RENAMED = {("sns", "subscribe"): {"notification-endpoint"}}  # options that the API calls by another name
NESTED = re.compile(r'"\$\((aws .*)\)"')


def commands(page: Path) -> list[str]:
    """The commands in the blocks of a page, with each continued line in one, and those in its text."""
    text = page.read_text()
    blocks = "".join(re.findall(r"```console\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
    found = [*blocks.split("\n"), *NESTED.findall(blocks), *re.findall(r"`(aws [^`\n]+ --[^`\n]+)`", text)]
    return [command.strip() for command in found if command.strip().startswith("aws ")]


def options(service: str, operation: str) -> set[str]:
    """The options of an operation. `--no-x` is the opposite of a boolean `--x`."""
    model = Session().get_service_model(SERVICES.get(service, service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    members = model.operation_model(operations[operation]).input_shape.members
    known = {xform_name(name, "-"): shape.type_name for name, shape in members.items()}
    opposites = {f"no-{name}" for name, kind in known.items() if kind == "boolean"}
    return {*known} | opposites | GLOBAL_OPTIONS | RENAMED.get((service, operation), set())


def waited(service: str, waiter: str) -> str:
    """The operation that `wait` repeats."""
    waiters = Session().get_waiter_model(service)
    name = next(name for name in waiters.waiter_names if xform_name(name, "-") == waiter)
    return xform_name(waiters.get_waiter(name).operation, "-")


@pytest.mark.parametrize("command", [command for page in PAGES for command in commands(page)])
def test_the_aws_cli_has_the_documented_command(command: str) -> None:
    service, operation, *arguments = shlex.split(NESTED.sub("NESTED", command), comments=True)[1:]
    if operation == "wait":
        operation = waited(service, arguments.pop(0))
    used = [argument.removeprefix("--") for argument in arguments if argument.startswith("--")]
    assert {*used} <= options(service, operation)
    if "query" in used:
        jmespath.compile(arguments[arguments.index("--query") + 1])


def test_the_guide_to_the_first_deployment_has_commands() -> None:
    assert len(commands(PROJECT / "docs" / "guides" / "first-deployment.md")) > 50
