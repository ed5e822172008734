from pathlib import Path

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from org_ecommerce_constructs import EcommercePlatform, Workload

CODE = Path(__file__).parent.parent / "lambda"


class InvoicesStack(Stack):
    """The invoice service, as a Lambda function."""

    def __init__(self, scope: Construct, construct_id: str, platform: EcommercePlatform) -> None:
        super().__init__(scope, construct_id)
        invoices = platform.service("invoiceservice")

        handler = lambda_.Function(
            self,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(str(CODE)),
            handler="invoices.handler",
            timeout=Duration.seconds(15),
            vpc=platform.vpc,
            security_groups=invoices.security_groups_for(self),
        )

        invoices.connect(Workload.lambda_function(handler))
