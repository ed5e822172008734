"""Deploys and inspects CloudFormation stacks."""

import json
from collections.abc import Callable
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import ClientError

from waiting import wait_until


class Stack:
    def __init__(self, cloudformation: BaseClient, name: str, seconds: float = 20) -> None:
        """``seconds`` is how long an operation may take."""
        self._api, self.name, self._seconds = cloudformation, name, seconds

    def deploy(self, template: dict[str, Any], expect: str | None = None) -> None:
        """Creates or updates the stack, and waits until it is complete. ``expect`` is a status other than success."""
        exists = self.status() is not None
        operation = self._api.update_stack if exists else self._api.create_stack
        operation(StackName=self.name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"])
        self.wait_for(expect or ("UPDATE_COMPLETE" if exists else "CREATE_COMPLETE"))

    def deploy_one(self, kind: str, properties: dict[str, Any], expect: str | None = None, **others: Any) -> None:
        self.deploy({"Resources": {"Subject": {"Type": kind, "Properties": properties}, **others}}, expect)

    def create_change_set(self, template: dict[str, Any], kind: str) -> list[str]:
        """Creates a change set as the CDK CLI does. Returns its changes."""
        names = {"StackName": self.name, "ChangeSetName": "deploy"}
        if self.status() is not None:
            self._api.delete_change_set(**names)
        self._api.create_change_set(**names, ChangeSetType=kind, TemplateBody=json.dumps(template))
        self._api.get_waiter("change_set_create_complete").wait(**names)
        changes = [change["ResourceChange"] for change in self._api.describe_change_set(**names)["Changes"]]
        return [f"{change['Action']} {change['LogicalResourceId']}" for change in changes]

    def execute_change_set(self, expect: str, **options: Any) -> None:
        self._api.execute_change_set(StackName=self.name, ChangeSetName="deploy", **options)
        self.wait_for(expect)

    def delete(self, expect: str = "DELETE_COMPLETE") -> None:
        if self.status() is not None:
            identifier = self._described()["StackId"]
            self._api.delete_stack(StackName=self.name)
            self.wait_for(expect, identifier)

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

    def wait_for(self, expect: str, identifier: str | None = None) -> None:
        def final_status() -> str | None:
            status = self.status(identifier)
            return status if status and not status.endswith("_IN_PROGRESS") else None

        status = wait_until(final_status, f"{self.name} is complete", self._seconds)
        assert status == expect, f"the status is {status}, expected {expect}: {self.failures()}"

    def failures(self) -> list[str]:
        events = self._api.describe_stack_events(StackName=self.name)["StackEvents"]
        return [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        ]

    def outputs(self) -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self._described().get("Outputs", [])}

    def physical_id(self, logical_id: str = "Subject") -> str:
        found = self._api.describe_stack_resource(StackName=self.name, LogicalResourceId=logical_id)
        return found["StackResourceDetail"]["PhysicalResourceId"]

    def created_id(self, logical_id: str = "Subject") -> str:
        """Returns the physical id from the stack events, also of a resource that a rollback deleted."""
        events = self._api.describe_stack_events(StackName=self.name)["StackEvents"]
        return next(
            event["PhysicalResourceId"]
            for event in events
            if event["LogicalResourceId"] == logical_id and event["ResourceStatus"] == "CREATE_COMPLETE"
        )


# Creates an additional stack of a test, whose name ends with the argument.
Another = Callable[[str], Stack]

# A resource whose creation fails after the resource under test is complete.
FAILING_RESOURCE = {"Type": "AWS::EC2::EIP", "Properties": {"NoSuchProperty": True}, "DependsOn": "Subject"}
