"""Starting emulators, and deploying stacks."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from botocore.client import BaseClient
from botocore.exceptions import ClientError

PACKAGE = Path(__file__).parent.parent
T = TypeVar("T")


def awaited(condition: Callable[[], T | None], what: str, seconds: float = 20) -> T:
    """The first true answer of ``condition``, asked for until a deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {what}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@dataclass
class Emulator:
    process: subprocess.Popen[str]
    port: int
    log: Path
    scratch: Path

    @classmethod
    def start(cls, directory: Path, *arguments: str, port: int | None = None, wait: bool = True) -> "Emulator":
        """Its log and its temporary files go to ``directory``, where tests see what is left."""
        port = port or free_port()
        log, scratch = directory / "log", directory / "scratch"
        scratch.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", "emulator", "--port", str(port), *arguments],
            cwd=PACKAGE,
            env={**os.environ, "TMPDIR": str(scratch)},
            stdout=subprocess.PIPE,
            stderr=log.open("w"),
            text=True,
        )
        running = cls(process, port, log, scratch)
        if wait:
            assert process.stdout and process.stdout.readline() == f"Ready on {running.url}\n", log.read_text()
        return running

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self, number: int = 15) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=5)


class Stack:
    def __init__(self, cloudformation: BaseClient, name: str) -> None:
        self._api, self.name = cloudformation, name

    def deploy(self, template: dict[str, Any], expect: str | None = None) -> None:
        """Create the stack, or update it, and await the end. ``expect`` is for endings other than success."""
        exists = self.status() is not None
        operation = self._api.update_stack if exists else self._api.create_stack
        operation(StackName=self.name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"])
        self._ended(expect or ("UPDATE_COMPLETE" if exists else "CREATE_COMPLETE"))

    def deploy_one(self, kind: str, properties: dict[str, Any], expect: str | None = None, **others: Any) -> None:
        self.deploy({"Resources": {"It": {"Type": kind, "Properties": properties}, **others}}, expect)

    def delete(self, expect: str = "DELETE_COMPLETE") -> None:
        if self.status() is not None:
            identifier = self._described()["StackId"]
            self._api.delete_stack(StackName=self.name)
            self._ended(expect, identifier)

    def status(self, identifier: str | None = None) -> str | None:
        try:
            status = self._described(identifier)["StackStatus"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ValidationError":
                raise
            return None
        return None if status == "DELETE_COMPLETE" and identifier is None else status

    def _described(self, identifier: str | None = None) -> dict[str, Any]:
        return self._api.describe_stacks(StackName=identifier or self.name)["Stacks"][0]

    def _ended(self, expect: str, identifier: str | None = None) -> None:
        def ended() -> str | None:
            status = self.status(identifier)
            return status if status and not status.endswith("_IN_PROGRESS") else None

        status = awaited(ended, f"{self.name} to end")
        assert status == expect, f"{status}, not {expect}: {self.failures()}"

    def failures(self) -> list[str]:
        events = self._api.describe_stack_events(StackName=self.name)["StackEvents"]
        return [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        ]

    def outputs(self) -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self._described().get("Outputs", [])}

    def physical_id(self, logical_id: str = "It") -> str:
        found = self._api.describe_stack_resource(StackName=self.name, LogicalResourceId=logical_id)
        return found["StackResourceDetail"]["PhysicalResourceId"]

    def created_id(self, logical_id: str = "It") -> str:
        """The physical id from the events, for what the rollback has deleted."""
        events = self._api.describe_stack_events(StackName=self.name)["StackEvents"]
        return next(
            event["PhysicalResourceId"]
            for event in events
            if event["LogicalResourceId"] == logical_id and event["ResourceStatus"] == "CREATE_COMPLETE"
        )


# A resource that fails, after the resource under test is done.
FAILING = {"Type": "AWS::EC2::EIP", "Properties": {"NoSuchProperty": True}, "DependsOn": "It"}
