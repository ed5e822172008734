"""EventBridge Scheduler: schedules that stop and start databases and services, and the permissions of their roles."""

import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError

from clients_of_account import clients_of
from emulator.schedules import next_time
from emulator_process import Emulator
from readers import Aws
from stack import Stack
from templates import Base, Properties, aurora, database, documents, statement
from test_stores import resource
from waiting import wait_until

ACCOUNT = "123456789012"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
SDK = "arn:aws:scheduler:::aws-sdk"


def run(emulator: Emulator, arn: str, method: str = "POST") -> tuple[int, Any]:
    response = urllib3.request(method, f"{emulator.url}/_emulator/schedules/run?arn={arn}")
    return response.status, response.json()


def create(aws: Aws, name: str, operation: str, role: str, **parameters: Any) -> str:
    target = {"Arn": f"{SDK}:{operation}", "RoleArn": role, "Input": json.dumps(parameters)}
    never = {"ScheduleExpression": "at(2090-01-01T00:00:00)", "FlexibleTimeWindow": {"Mode": "OFF"}}
    return aws("scheduler").create_schedule(Name=name, Target=target, **never)["ScheduleArn"]


# ---- databases ------------------------------------------------------------------------------------------------------


def test_a_schedule_stops_and_starts_an_rds_instance(emulator: Emulator, aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::RDS::DBInstance", database(DBInstanceIdentifier="paused"))

    def status() -> str:
        return aws("rds").describe_db_instances(DBInstanceIdentifier="paused")["DBInstances"][0]["DBInstanceStatus"]

    for operation, expected in (("stopDBInstance", "stopped"), ("startDBInstance", "available")):
        arn = create(aws, operation, f"rds:{operation}", base["RoleArn"], DbInstanceIdentifier="paused")
        assert run(emulator, arn) == (200, {"arn": arn, "problem": None})
        assert status() == expected


def test_a_schedule_stops_and_starts_a_documentdb_cluster(
    emulator: Emulator, aws: Aws, base: Base, stack: Stack
) -> None:
    stack.deploy_one("AWS::DocDB::DBCluster", documents(DBClusterIdentifier="paused-documents"))

    def status() -> str:
        return aws("docdb").describe_db_clusters(DBClusterIdentifier="paused-documents")["DBClusters"][0]["Status"]

    for operation, expected in (("stopDBCluster", "stopped"), ("startDBCluster", "available")):
        arn = create(aws, operation, f"docdb:{operation}", base["RoleArn"], DbClusterIdentifier="paused-documents")
        assert run(emulator, arn) == (200, {"arn": arn, "problem": None})
        assert status() == expected


def test_a_stopped_instance_refuses_changes_snapshots_and_another_stop(aws: Aws, stack: Stack) -> None:
    stack.deploy_one("AWS::RDS::DBInstance", database(DBInstanceIdentifier="stopped"))
    rds, name = aws("rds"), {"DBInstanceIdentifier": "stopped"}
    with pytest.raises(ClientError, match="InvalidDBInstanceState.*is not in stopped state"):
        rds.start_db_instance(**name)
    rds.stop_db_instance(**name)
    with pytest.raises(ClientError, match="InvalidDBInstanceState.*is not in available state"):
        rds.stop_db_instance(**name)
    with pytest.raises(ClientError, match="InvalidDBInstanceState"):
        rds.modify_db_instance(**name, AllocatedStorage=30)
    with pytest.raises(ClientError, match="InvalidDBInstanceState"):
        rds.create_db_snapshot(**name, DBSnapshotIdentifier="of-stopped")
    with pytest.raises(ClientError, match="InvalidDBInstanceState"):
        rds.reboot_db_instance(**name)
    rds.start_db_instance(**name)
    rds.modify_db_instance(**name, AllocatedStorage=30, ApplyImmediately=True)


def test_an_instance_of_aurora_cannot_be_stopped_but_its_cluster_can(aws: Aws, stack: Stack) -> None:
    cluster = resource("AWS::RDS::DBCluster", **aurora(DBClusterIdentifier="paused-aurora", ManageMasterUserPassword=True))
    instance = {
        "DBInstanceIdentifier": "paused-writer",
        "DBClusterIdentifier": {"Ref": "Cluster"},
        "DBInstanceClass": "db.r6g.large",
        "Engine": "aurora-postgresql",
    }
    stack.deploy_one("AWS::RDS::DBInstance", instance, Cluster=cluster)
    rds = aws("rds")
    with pytest.raises(ClientError, match="InvalidParameterCombination.*not eligible for stopping"):
        rds.stop_db_instance(DBInstanceIdentifier="paused-writer")
    rds.stop_db_cluster(DBClusterIdentifier="paused-aurora")
    with pytest.raises(ClientError, match="InvalidDBClusterStateFault"):
        rds.modify_db_cluster(DBClusterIdentifier="paused-aurora", BackupRetentionPeriod=3)
    with pytest.raises(ClientError, match="InvalidDBClusterStateFault"):
        rds.stop_db_cluster(DBClusterIdentifier="paused-aurora")
    rds.start_db_cluster(DBClusterIdentifier="paused-aurora")


# ---- services -------------------------------------------------------------------------------------------------------


def service(base: Base, **more: Any) -> Properties:
    network = {"AwsvpcConfiguration": {"Subnets": [base["SubnetA"]], "SecurityGroups": [base["Group"]]}}
    fixed = {"Cluster": base["Tasks"], "TaskDefinition": base["Task"], "LaunchType": "FARGATE"}
    return {**fixed, "NetworkConfiguration": network, "DesiredCount": 0, **more}


def tasks(aws: Aws, base: Base, name: str) -> list[Properties]:
    ecs, cluster = aws("ecs"), base["Tasks"]
    arns = ecs.list_tasks(cluster=cluster, serviceName=name)["taskArns"]
    return ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"] if arns else []


def test_a_service_makes_a_task_when_its_count_is_one_and_ends_it_when_it_is_zero(
    emulator: Emulator, aws: Aws, base: Base, stack: Stack
) -> None:
    stack.deploy_one("AWS::ECS::Service", service(base, ServiceName="access", EnableExecuteCommand=True))
    assert tasks(aws, base, "access") == []
    counts = {"Cluster": base["Tasks"], "Service": "access"}
    one = create(aws, "one", "ecs:updateService", base["RoleArn"], **counts, DesiredCount=1)
    none = create(aws, "none", "ecs:updateService", base["RoleArn"], **counts, DesiredCount=0)
    assert run(emulator, one)[1]["problem"] is None
    (task,) = tasks(aws, base, "access")
    assert (task["lastStatus"], task["enableExecuteCommand"]) == ("RUNNING", True)
    (container,) = task["containers"]
    assert container["managedAgents"] == [{"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}]
    assert container["runtimeId"]
    assert run(emulator, none)[1]["problem"] is None
    assert tasks(aws, base, "access") == []


# ---- time -----------------------------------------------------------------------------------------------------------


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp()


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        ("cron(15 20 ? * * *)", "UTC", "2026-07-01T20:00", "2026-07-01T20:15"),
        ("cron(15 20 ? * * *)", "Europe/Rome", "2026-07-01T18:00", "2026-07-01T18:15"),
        ("cron(15 20 ? * * *)", "Europe/Rome", "2026-07-01T18:15", "2026-07-02T18:15"),
        ("cron(15 20 ? * * *)", "Europe/Rome", "2026-12-01T18:15", "2026-12-01T19:15"),
        ("cron(30 7 ? * MON-FRI *)", "Europe/Rome", "2026-07-03T12:00", "2026-07-06T05:30"),
        ("rate(1 hour)", "UTC", "2026-07-01T10:10", "2026-07-01T10:30"),
        ("at(2026-07-01T20:00:00)", "Europe/Rome", "2026-07-01T12:00", "2026-07-01T18:00"),
        ("at(2026-07-01T20:00:00)", "Europe/Rome", "2026-07-01T18:00", None),
    ],
)
def test_a_schedule_is_due_at_the_time_of_its_zone(expression: str, zone: str, after: str, expected: str | None) -> None:
    created = seconds("2026-01-01T09:30")
    schedule = {
        "ScheduleExpression": expression,
        "ScheduleExpressionTimezone": zone,
        "CreationDate": created,
        "LastModificationDate": created,
    }
    assert next_time(schedule, seconds(after)) == (expected and seconds(expected))


def test_a_schedule_runs_once_when_it_is_due(aws: Aws, base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::ECS::Service", service(base, ServiceName="due"))
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    target = {"Cluster": base["Tasks"], "Service": "due", "DesiredCount": 1}
    create(aws, "due", "ecs:updateService", base["RoleArn"], **target)
    schedule = aws("scheduler").get_schedule(Name="due")
    kept = {name: schedule[name] for name in ("Target", "FlexibleTimeWindow")}
    aws("scheduler").update_schedule(Name="due", ScheduleExpression=f"at({now})", **kept)
    wait_until(lambda: tasks(aws, base, "due"), "a task", 10)
    dimensions = [{"Name": "ScheduleGroup", "Value": "default"}]
    found = aws("cloudwatch").list_metrics(
        Namespace="AWS/Scheduler", MetricName="InvocationAttemptCount", Dimensions=dimensions
    )
    assert len(found["Metrics"]) == 1


# ---- permissions ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def judging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    running = Emulator.start(tmp_path_factory.mktemp("judging"), "--enforce-iam")
    yield running
    assert running.stop() == 0


def arn(kind: str, name: str) -> str:
    return f"arn:aws:rds:eu-west-1:{ACCOUNT}:{kind}:{name}"


@pytest.mark.parametrize(
    ("action", "of", "allowed"),
    [
        ("rds:StopDBInstance", "judged", True),
        ("rds:StopDBInstance", "another", False),
        ("rds:StartDBInstance", "judged", False),
    ],
    ids=["this database", "another database", "another operation"],
)
def test_a_schedule_needs_the_permission_of_its_role(judging: Emulator, action: str, of: str, allowed: bool) -> None:
    aws = clients_of(judging, ACCOUNT)
    iam, rds = aws("iam"), aws("rds")
    name = f"{action[4:]}-{of}"
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    policy = json.dumps(statement(action, arn("db", "judged")))
    iam.put_role_policy(RoleName=name, PolicyName="stop", PolicyDocument=policy)
    instance = {"Engine": "postgres", "DBInstanceClass": "db.t4g.micro", "AllocatedStorage": 20}
    for identifier in ("judged", "another"):
        rds.create_db_instance(
            DBInstanceIdentifier=identifier, MasterUsername="shop", ManageMasterUserPassword=True, **instance
        )
    schedule = create(aws, name, "rds:stopDBInstance", role, DbInstanceIdentifier=of)
    problem = run(judging, schedule)[1]["problem"]
    described = rds.describe_db_instances(DBInstanceIdentifier=of)["DBInstances"][0]
    for identifier in ("judged", "another"):
        rds.delete_db_instance(DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)
    assert described["DBInstanceStatus"] == ("stopped" if allowed else "available")
    expected = f"the role {role} is not authorized to perform rds:StopDBInstance on {arn('db', of)}"
    assert problem == (None if allowed else expected)


# ---- requests -------------------------------------------------------------------------------------------------------


def test_a_schedule_that_fails_tells_why(emulator: Emulator, aws: Aws, base: Base) -> None:
    schedule = create(aws, "fails", "rds:stopDBInstance", base["RoleArn"], DbInstanceIdentifier="nowhere")
    status, response = run(emulator, schedule)
    assert (status, response["arn"]) == (200, schedule)
    assert "DBInstanceNotFound" in response["problem"]


def test_a_schedule_that_does_not_exist_is_not_run(emulator: Emulator) -> None:
    missing = f"arn:aws:scheduler:eu-west-1:{ACCOUNT}:schedule/default/nowhere"
    assert run(emulator, missing) == (404, {"message": f"There is no schedule with the ARN {missing}."})
    assert run(emulator, missing, "GET")[0] == 405
