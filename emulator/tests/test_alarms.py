"""CloudWatch alarms: their validation, their evaluation, and the topics that their actions reach."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from clients_of_account import clients_of
from emulator_process import Emulator
from readers import Aws
from stack import Stack
from templates import Base, Properties, alarm, dashboard, statement, without
from waiting import wait_until

ACCOUNT = "123456789012"
TOPIC = f"arn:aws:sns:eu-west-1:{ACCOUNT}:operations"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """The clients of an emulator that enforces policies."""
    running = Emulator.start(tmp_path_factory.mktemp("judged"), "--enforce-iam")
    yield clients_of(running, ACCOUNT)
    assert running.stop() == 0


def admit(service: str, **condition: Any) -> Properties:
    return {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Condition": condition,
    }


SOURCE = {
    "StringEquals": {"aws:SourceAccount": ACCOUNT},
    "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:*"},
}
CLOUDWATCH = admit("cloudwatch.amazonaws.com", **SOURCE)
RULES = {"ArnLike": {"aws:SourceArn": f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/*"}}
EVENTS = admit("events.amazonaws.com", **RULES)
CLOUDWATCH_KEY = admit("cloudwatch.amazonaws.com", StringEquals={"aws:SourceAccount": ACCOUNT})
OF_TOPICS = {"StringLike": {"kms:EncryptionContext:aws:sns:topicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:*"}}
EVENTS_KEY = admit("events.amazonaws.com", **OF_TOPICS)


class Topic:
    """A topic of which a queue receives the messages. Without `policy`, the emulator must not enforce policies."""

    def __init__(self, aws: Aws, name: str, policy: list[Properties] | None, key: list[Properties] | None = None) -> None:
        sns, sqs = aws("sns"), aws("sqs")
        self._sqs, attributes = sqs, {}
        if key is not None:
            administrators = statement("kms:*", Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})["Statement"]
            allowed = [{**one, "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"} for one in key]
            document = json.dumps({"Version": "2012-10-17", "Statement": administrators + allowed})
            attributes["KmsMasterKeyId"] = aws("kms").create_key(Policy=document)["KeyMetadata"]["Arn"]
        self.arn = sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
        if policy is not None:
            allowed = [{**one, "Action": "sns:Publish", "Resource": self.arn} for one in policy]
            document = json.dumps({"Version": "2012-10-17", "Statement": allowed})
            sns.set_topic_attributes(TopicArn=self.arn, AttributeName="Policy", AttributeValue=document)
        self._queue = sqs.create_queue(QueueName=name)["QueueUrl"]
        endpoint = sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        if policy is not None:
            sender = json.dumps(statement("sqs:SendMessage", endpoint, Principal={"Service": "sns.amazonaws.com"}))
            sqs.set_queue_attributes(QueueUrl=self._queue, Attributes={"Policy": sender})
        sns.subscribe(TopicArn=self.arn, Protocol="sqs", Endpoint=endpoint)

    def messages(self) -> list[Any]:
        received = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages", [])
        for message in received:
            self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(json.loads(message["Body"])["Message"]) for message in received]


def set_state(aws: Aws, name: str, state: str) -> None:
    aws("cloudwatch").set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")


def state(aws: Aws, name: str) -> str:
    found = aws("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    return [one["StateValue"] for one in found["MetricAlarms"] + found["CompositeAlarms"]][0]


def results_of_actions(aws: Aws, name: str, kind: str = "MetricAlarm") -> list[str]:
    history = aws("cloudwatch").describe_alarm_history(AlarmName=name, HistoryItemType="Action", AlarmTypes=[kind])
    return [item["HistorySummary"] for item in history["AlarmHistoryItems"]]


# ---- actions --------------------------------------------------------------------------------------------------------


def test_an_alarm_publishes_when_its_state_changes(aws: Aws) -> None:
    topic, recovered = Topic(aws, "changes", None), Topic(aws, "recovered", None)
    aws("cloudwatch").put_metric_alarm(**alarm("changes", AlarmActions=[topic.arn], OKActions=[recovered.arn]))
    set_state(aws, "changes", "ALARM")
    (message,) = topic.messages()
    assert message["AlarmName"] == "changes"
    assert (message["OldStateValue"], message["NewStateValue"]) == ("INSUFFICIENT_DATA", "ALARM")
    assert message["Trigger"]["MetricName"] == "Size"
    set_state(aws, "changes", "OK")
    assert [one["NewStateValue"] for one in recovered.messages()] == ["OK"]
    assert topic.messages() == []
    assert results_of_actions(aws, "changes") == [
        f"Successfully executed action {recovered.arn}",
        f"Successfully executed action {topic.arn}",
    ]


def test_a_composite_alarm_publishes_once_for_its_children(aws: Aws) -> None:
    cloudwatch, topic = aws("cloudwatch"), Topic(aws, "pages", None)
    for name in ("child-1", "child-2"):
        cloudwatch.put_metric_alarm(**alarm(name))
    rule = 'ALARM("child-1") OR ALARM("child-2")'
    cloudwatch.put_composite_alarm(AlarmName="parent", AlarmRule=rule, AlarmActions=[topic.arn])
    for name in ("child-1", "child-2"):
        set_state(aws, name, "ALARM")
    (message,) = topic.messages()
    assert message["AlarmName"] == "parent"
    assert [child["arn"].rpartition(":")[2] for child in message["TriggeringChildren"]] == ["child-1"]
    for name in ("child-1", "child-2"):
        set_state(aws, name, "OK")
    assert state(aws, "parent") == "OK"


def mute_rule(name: str, alarms: list[str], **schedule: str) -> Properties:
    now = datetime.now(timezone.utc)
    begin = (now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    return {
        "Name": name,
        "MuteTargets": {"AlarmNames": alarms},
        "Rule": {"Schedule": {"Expression": f"at({begin})", "Duration": "PT1H", **schedule}},
    }


def cron(time: datetime) -> str:
    return f"cron({time.minute} {time.hour} * * {time.strftime('%a').upper()})"


@pytest.mark.parametrize(
    ("schedule", "muted"),
    [
        ({}, True),
        ({"Duration": "PT3M"}, False),
        ({"Timezone": "Asia/Tokyo"}, False),
        ({"Expression": cron(datetime.now(timezone.utc) - timedelta(hours=30)), "Duration": "P2D"}, True),
        ({"Expression": cron(datetime.now(timezone.utc) - timedelta(hours=30)), "Duration": "P1D"}, False),
        ({"Expression": cron(datetime.now(timezone.utc) + timedelta(hours=1)), "Duration": "PT10H"}, False),
    ],
    ids=["begun", "over", "in another zone", "weekly", "weekly and over", "later today"],
)
def test_an_alarm_does_not_publish_during_a_mute_window(aws: Aws, schedule: dict[str, str], muted: bool) -> None:
    cloudwatch, topic = aws("cloudwatch"), Topic(aws, "muted", None)
    cloudwatch.put_metric_alarm(**alarm("muted", AlarmActions=[topic.arn]))
    set_state(aws, "muted", "OK")
    cloudwatch.put_alarm_mute_rule(**mute_rule("window", ["muted"], **schedule))
    set_state(aws, "muted", "ALARM")
    assert len(topic.messages()) == (0 if muted else 1)
    rules = cloudwatch.list_alarm_mute_rules(AlarmName="muted")["AlarmMuteRuleSummaries"]
    assert [rule["Status"] for rule in rules] == ["ACTIVE" if muted else "SCHEDULED"]
    cloudwatch.delete_alarm_mute_rule(AlarmMuteRuleName="window")
    cloudwatch.delete_alarms(AlarmNames=["muted"])


def test_an_alarm_without_enabled_actions_does_not_publish(aws: Aws) -> None:
    topic = Topic(aws, "disabled", None)
    aws("cloudwatch").put_metric_alarm(**alarm("disabled", ActionsEnabled=False, AlarmActions=[topic.arn]))
    set_state(aws, "disabled", "ALARM")
    assert (topic.messages(), results_of_actions(aws, "disabled")) == ([], [])


# ---- policies of topics and keys ------------------------------------------------------------------------------------

OTHER_ACCOUNT = admit("cloudwatch.amazonaws.com", StringEquals={"aws:SourceAccount": "999999999999"})
RDS = admit("events.rds.amazonaws.com", StringEquals={"aws:SourceAccount": ACCOUNT})
EVENTS_KEY_WITH_SOURCE = admit("events.amazonaws.com", StringEquals={"aws:SourceAccount": ACCOUNT})


@pytest.mark.parametrize(
    ("policy", "key", "refused_by"),
    [
        (None, None, "topic"),
        ([CLOUDWATCH], None, ""),
        ([RDS], None, "topic"),
        ([OTHER_ACCOUNT], None, "topic"),
        ([CLOUDWATCH], [CLOUDWATCH_KEY], ""),
        ([CLOUDWATCH], [RDS], "key"),
    ],
    ids=["default", "admitted", "RDS alone", "other account", "admitted by the key", "not admitted by the key"],
)
def test_the_policies_of_the_topic_and_of_its_key_admit_an_alarm(
    judged: Aws, request: pytest.FixtureRequest, policy: Any, key: Any, refused_by: str
) -> None:
    name = f"alarm-{abs(hash(request.node.name))}"
    topic = Topic(judged, name, policy, key)
    judged("cloudwatch").put_metric_alarm(**alarm(name, AlarmActions=[topic.arn]))
    set_state(judged, name, "ALARM")
    assert len(topic.messages()) == (0 if refused_by else 1)
    (result,) = results_of_actions(judged, name)
    expected = f"the policy of the {refused_by} " if refused_by == "topic" else "the policy of the key of the topic"
    assert (expected in result) if refused_by else result == f"Successfully executed action {topic.arn}"


@pytest.mark.parametrize(
    ("policy", "key", "delivered"),
    [
        ([EVENTS], None, True),
        ([CLOUDWATCH], None, False),
        ([EVENTS], [EVENTS_KEY], True),
        ([EVENTS], [EVENTS_KEY_WITH_SOURCE], False),
    ],
    ids=["admitted", "not admitted", "admitted by the key", "condition that EventBridge does not support"],
)
def test_the_policies_of_the_topic_and_of_its_key_admit_a_rule(
    judged: Aws, request: pytest.FixtureRequest, policy: Any, key: Any, delivered: bool
) -> None:
    name, events = f"rule-{abs(hash(request.node.name))}", judged("events")
    topic = Topic(judged, name, policy, key)
    events.put_rule(Name=name, EventPattern=json.dumps({"source": ["shop"]}))
    transformer = {"InputPathsMap": {"what": "$.detail.what"}, "InputTemplate": '"It is <what>."'}
    events.put_targets(Rule=name, Targets=[{"Id": "topic", "Arn": topic.arn, "InputTransformer": transformer}])
    events.put_events(Entries=[{"Source": "shop", "DetailType": "test", "Detail": json.dumps({"what": "late"})}])
    events.put_events(Entries=[{"Source": "other", "DetailType": "test", "Detail": "{}"}])
    assert topic.messages() == (["It is late."] if delivered else [])
    failed = judged("cloudwatch").list_metrics(
        Namespace="AWS/Events", MetricName="FailedInvocations", Dimensions=[{"Name": "RuleName", "Value": name}]
    )["Metrics"]
    assert bool(failed) is not delivered
    events.remove_targets(Rule=name, Ids=["topic"])
    events.delete_rule(Name=name)


def test_a_rule_receives_the_changes_of_alarms(aws: Aws) -> None:
    topic, events = Topic(aws, "state-changes", None), aws("events")
    pattern = {"source": ["aws.cloudwatch"], "detail": {"alarmName": ["observed"], "state": {"value": ["ALARM"]}}}
    events.put_rule(Name="observed", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="observed", Targets=[{"Id": "topic", "Arn": topic.arn}])
    aws("cloudwatch").put_metric_alarm(**alarm("observed"))
    set_state(aws, "observed", "OK")
    set_state(aws, "observed", "ALARM")
    (event,) = topic.messages()
    assert event["detail"]["previousState"]["value"] == "OK"


# ---- evaluation -----------------------------------------------------------------------------------------------------


def put(cloudwatch: BaseClient, name: str, value: float, minutes_ago: int = 0) -> None:
    time = datetime.now(timezone.utc) - timedelta(minutes=minutes_ago)
    datum = {"MetricName": "Size", "Dimensions": [{"Name": "Of", "Value": name}], "Value": value, "Timestamp": time}
    cloudwatch.put_metric_data(Namespace="Tests", MetricData=[datum])


def test_data_changes_the_state_of_the_alarm_on_these_dimensions(aws: Aws) -> None:
    cloudwatch = aws("cloudwatch")
    for name in ("large", "small"):
        cloudwatch.put_metric_alarm(**alarm(name))
    put(cloudwatch, "large", 2)
    assert (state(aws, "large"), state(aws, "small")) == ("ALARM", "INSUFFICIENT_DATA")
    put(cloudwatch, "small", 1)
    assert (state(aws, "large"), state(aws, "small")) == ("ALARM", "OK")


@pytest.mark.parametrize(
    ("missing", "values", "expected"),
    [
        ("missing", {0: 2, 1: 2, 2: 1}, "ALARM"),
        ("missing", {0: 2, 1: 1, 2: 1}, "OK"),
        ("breaching", {0: 2}, "ALARM"),
        ("notBreaching", {0: 2}, "OK"),
    ],
)
def test_datapoints_to_alarm_and_missing_data(
    aws: Aws, missing: str, values: dict[int, float], expected: str, request: pytest.FixtureRequest
) -> None:
    cloudwatch, name = aws("cloudwatch"), request.node.name
    more = {"EvaluationPeriods": 3, "DatapointsToAlarm": 2, "TreatMissingData": missing}
    for minutes, value in values.items():
        put(cloudwatch, name, value, minutes)
    cloudwatch.put_metric_alarm(**alarm(name, **more))
    assert state(aws, name) == expected


# ---- validation -----------------------------------------------------------------------------------------------------

MATH = without(alarm("math"), "MetricName", "Namespace", "Dimensions", "Statistic", "Period")


def stat(identifier: str, **more: Any) -> Properties:
    metric = {"Metric": {"MetricName": "Size", "Namespace": "Tests"}, "Period": 60, "Stat": "Sum"}
    return {"Id": identifier, "MetricStat": metric, **more}


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (alarm("a", Period=90), "Period is 90, but must be 10, 20, 30, or a multiple of 60"),
        (alarm("a", Statistic="Mean"), "The statistic Mean does not exist"),
        (alarm("a", DatapointsToAlarm=2), "DatapointsToAlarm must be less than or equal to EvaluationPeriods"),
        (alarm("a", EvaluationPeriods=1441), "Metrics cannot be checked across more than 86400 seconds"),
        (alarm("a", TreatMissingData="ok"), "TreatMissingData must be one of breaching"),
        (alarm("a", AlarmActions=["operations"]), "Invalid arn syntax: operations"),
        (
            alarm("a", AlarmActions=[TOPIC.replace("eu-west-1", "eu-central-1")]),
            "Invalid region eu-central-1 specified. Only eu-west-1 is supported.",
        ),
        (alarm("a", AlarmActions=[TOPIC] * 6), "AlarmActions must have at most 5 members"),
        (without(alarm("a"), "MetricName"), "Exactly one of MetricName and Metrics is required"),
        ({**MATH, "Metrics": [stat("a"), stat("b")]}, "Exactly one element of the metrics list should return data."),
        ({**MATH, "Metrics": [stat("A")]}, "must begin with a lowercase letter"),
        (
            {**MATH, "Metrics": [stat("a", ReturnData=False), {"Id": "b", "Expression": "a / c"}]},
            "Undefined variable c",
        ),
        (
            {**MATH, "Metrics": [{"Id": "a", "Expression": "SEARCH('{Tests} Size', 'Sum')"}]},
            "SEARCH is not supported on Metric Alarms.",
        ),
        (
            {**MATH, "Metrics": [{"Id": "a", "Expression": "SELECT MAX(Size) FROM Tests"}]},
            "The query a must have a Period",
        ),
    ],
)
def test_rejects_an_invalid_alarm(aws: Aws, definition: Properties, reason: str) -> None:
    with pytest.raises(ClientError, match="ValidationError") as error:
        aws("cloudwatch").put_metric_alarm(**definition)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ('ALARM("nowhere")', "do not exist"),
        ('ALARM("base"', "Error in AlarmRule"),
        (" OR ".join(f'ALARM("alarm-{number}")' for number in range(101)), "must name at most 100"),
        (f'ALARM("base") OR ALARM("{"a" * 10240}")', "must have at most 10240"),
    ],
    ids=["missing", "syntax", "101 children", "length"],
)
def test_rejects_an_invalid_composite_alarm(aws: Aws, base: Base, rule: str, reason: str) -> None:
    with pytest.raises(ClientError, match="ValidationError") as error:
        aws("cloudwatch").put_composite_alarm(AlarmName="invalid", AlarmRule=rule)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Expression": "cron(0 2 ? * MON *)"}, "Rule.Schedule.Expression"),
        ({"Expression": "cron(0 24 * * *)"}, "Rule.Schedule.Expression"),
        ({"Duration": "PT16D"}, "Rule.Schedule.Duration"),
        ({"Duration": "P16D"}, "Rule.Schedule.Duration"),
        ({"Timezone": "Europe/Nowhere"}, "there is no time zone Europe/Nowhere"),
    ],
)
def test_rejects_an_invalid_mute_rule(aws: Aws, changes: dict[str, str], reason: str) -> None:
    with pytest.raises(ClientError, match="ValidationError") as error:
        aws("cloudwatch").put_alarm_mute_rule(**mute_rule("invalid", ["one"], **changes))
    assert reason in str(error.value)


def test_a_mute_rule_has_at_most_a_hundred_alarms(aws: Aws) -> None:
    names = [f"alarm-{number}" for number in range(100)]
    aws("cloudwatch").put_alarm_mute_rule(**mute_rule("hundred", names))
    with pytest.raises(ClientError, match="must have at most 100"):
        aws("cloudwatch").put_alarm_mute_rule(**mute_rule("more", [*names, "another"]))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (dashboard(widgets=501), "a dashboard has at most 500"),
        (dashboard(widgets=1, metrics=501), "a widget has at most 500"),
        (dashboard(widgets=6, metrics=500), "a dashboard has at most 2500"),
        ("{", "it is not valid JSON"),
        ('{"widgets": [{"type": "graph"}]}', "there is no type graph of widgets"),
    ],
    ids=["widgets", "metrics of a widget", "metrics", "JSON", "type"],
)
def test_rejects_an_invalid_dashboard(aws: Aws, body: str, reason: str) -> None:
    with pytest.raises(ClientError, match="InvalidParameterInput") as error:
        aws("cloudwatch").put_dashboard(DashboardName="invalid", DashboardBody=body)
    assert reason in str(error.value)


# ---- stacks ---------------------------------------------------------------------------------------------------------


def test_a_stack_deletes_a_composite_alarm_before_its_children(aws: Aws, stack: Stack) -> None:
    child = {"Type": "AWS::CloudWatch::Alarm", "Properties": alarm("of-stack")}
    rule = {"Fn::Sub": 'ALARM("${Child}")'}
    stack.deploy_one("AWS::CloudWatch::CompositeAlarm", {"AlarmRule": rule}, Child=child)
    name = stack.physical_id()
    assert state(aws, name) == "OK"
    stack.delete()
    wait_until(
        lambda: not aws("cloudwatch").describe_alarms(AlarmNames=[name, "of-stack"])["MetricAlarms"], "no alarm", 5
    )


def test_rejects_an_alarm_whose_name_is_in_use(base: Base, stack: Stack) -> None:
    stack.deploy_one("AWS::CloudWatch::Alarm", alarm("base"), "ROLLBACK_COMPLETE")
    assert "the alarm base already exists" in "\n".join(stack.failures())
