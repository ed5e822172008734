"""The events of the databases."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds
from aws_cdk import aws_sns as sns
from constructs import Construct

EVENTS = {
    "db-cluster": ["failover", "failure", "maintenance", "notification"],
    "db-instance": [
        "availability",
        "configuration change",
        "failover",
        "failure",
        "low storage",
        "maintenance",
        "notification",
        "recovery",
        "security patching",
    ],
    "db-parameter-group": ["configuration change"],
    "db-security-group": ["configuration change", "failure"],
}


class Events(Construct):
    """Subscriptions of a topic to the events of the databases."""

    def __init__(self, scope: Construct, id: str, topic: sns.Topic, key: kms.Key) -> None:
        super().__init__(scope, id)
        result = topic.add_to_resource_policy(allow_rds(["sns:Publish"], topic.topic_arn))
        key.add_to_resource_policy(allow_rds(["kms:Decrypt", "kms:GenerateDataKey*"], "*"))
        for source_type, event_categories in EVENTS.items():
            subscription = rds.CfnEventSubscription(
                self,
                source_type,
                source_type=source_type,
                event_categories=event_categories,
                sns_topic_arn=topic.topic_arn,
            )
            if result.policy_dependable:
                subscription.node.add_dependency(result.policy_dependable)


def allow_rds(actions: list[str], resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("events.rds.amazonaws.com")],
        actions=actions,
        resources=[resource],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
