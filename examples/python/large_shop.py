from aws_cdk import App
from org_ecommerce_constructs import EcommerceInfrastructure, EnvironmentProviderFactory, ServiceStacks

app = App()
shop = EcommerceInfrastructure(
    app,
    "Shop",
    provider=EnvironmentProviderFactory.create(environment="production"),
    service_stacks=ServiceStacks.per_service(keep_in_platform=["userservice"]),
)
shop.service_stack("orderservice")  # the stack Shop/Platform/orderservice
shop.service_stack("userservice")  # the stack Shop
app.synth()
