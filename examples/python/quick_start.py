from aws_cdk import App
from aws_cdk import aws_lambda as lambda_
from org_ecommerce_constructs import EcommerceInfrastructure, EnvironmentProviderFactory, Workload

app = App()
shop = EcommerceInfrastructure(
    app,
    "Shop",
    provider=EnvironmentProviderFactory.from_context(app),  # cdk deploy --all -c environment=production
)

orders = shop.platform.service("orderservice")
handler = lambda_.Function(
    shop,
    "Orders",
    runtime=lambda_.Runtime.PYTHON_3_13,
    code=lambda_.Code.from_inline("def handler(event, context): pass"),
    handler="index.handler",
    vpc=shop.platform.vpc,
    security_groups=orders.security_groups_for(shop),
)
orders.connect(Workload.lambda_function(handler))  # network, IAM, settings and secrets
app.synth()
