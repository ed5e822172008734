"""Connects to a target as an operator does: starts its task, starts a session, and ends both.

Its role has the policy of the target and no other permission, so that the policy is enough.
"""

import json
import os
import time

from botocore.exceptions import ClientError
from botocore.session import Session

# The longest time that the task may take to start or to end, in seconds.
LIMIT = 300

session = Session()
ecs, ssm = session.create_client("ecs"), session.create_client("ssm")


def handler(event, context):
    target = json.loads(ssm.get_parameter(Name=os.environ["PARAMETER"])["Parameter"]["Value"])
    before = len(tasks(target))
    scale(target, 1)
    task = wait_for(lambda: next((one for one in tasks(target) if is_ready(one)), None))
    cluster, identifier = task["taskArn"].split("/")[1:]
    session_target = f"ecs:{cluster}_{identifier}_{task['containers'][0]['runtimeId']}"
    started = ssm.start_session(
        Target=session_target, DocumentName=target["document"], Parameters={"localPortNumber": ["15432"]}
    )
    ssm.terminate_session(SessionId=started["SessionId"])
    shell = refusal(lambda: ssm.start_session(Target=session_target))
    scale(target, 0)
    wait_for(lambda: not tasks(target))
    return {"before": f"{before} tasks", "session": "started", "shell": shell, "after": f"{len(tasks(target))} tasks"}


def scale(target, count):
    ecs.update_service(cluster=target["cluster"], service=target["service"], desiredCount=count)


def tasks(target):
    arns = ecs.list_tasks(cluster=target["cluster"], serviceName=target["service"])["taskArns"]
    return ecs.describe_tasks(cluster=target["cluster"], tasks=arns)["tasks"] if arns else []


def is_ready(task):
    agents = [agent for container in task["containers"] for agent in container.get("managedAgents", [])]
    return task["lastStatus"] == "RUNNING" and any(agent["lastStatus"] == "RUNNING" for agent in agents)


def wait_for(condition):
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(1)
    raise TimeoutError("the task did not start or end in time")


def refusal(call):
    try:
        call()
    except ClientError as error:
        return f"refused: {error.response['Error']['Code']}"
    return "started"
