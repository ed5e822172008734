"""The platform in production, created by the library. The argument is the folder of the cloud assembly."""

import sys

from aws_cdk import App, Environment
from org_ecommerce_constructs import EcommerceInfrastructure, EnvironmentProviderFactory

app = App(outdir=sys.argv[1])
EcommerceInfrastructure(
    app,
    "Shop",
    provider=EnvironmentProviderFactory.create(environment="production"),
    env=Environment(account="123456789012", region="eu-central-1"),
)
app.synth()
