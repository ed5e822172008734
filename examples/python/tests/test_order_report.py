import json

from aws_cdk import App, Environment
from aws_cdk.assertions import Match, Template

from shop.order_report import OrderReportStack

ENV = Environment(account="111122223333", region="eu-central-1")

# The result of a lookup, as in cdk.context.json: a part of the connection parameter of the order service.
LOOKED_UP = {
    "ssm:account=111122223333:parameterName=/performance/orderservice/connection:region=eu-central-1": json.dumps(
        {
            "account": "111122223333",
            "region": "eu-central-1",
            "vpcId": "vpc-1",
            "securityGroupIds": ["sg-1"],
            "accesses": [
                {"settings": {"DATABASE_HOST": "orders.example"}, "secrets": {}, "rules": [], "permissions": []}
            ],
        }
    )
}


def test_the_task_has_the_settings_of_the_order_service() -> None:
    report = OrderReportStack(App(context=LOOKED_UP), "Report", environment_name="performance", env=ENV)
    Template.from_stack(report).has_resource_properties(
        "AWS::ECS::TaskDefinition",
        {
            "ContainerDefinitions": [
                Match.object_like({"Environment": [{"Name": "DATABASE_HOST", "Value": "orders.example"}]})
            ]
        },
    )
