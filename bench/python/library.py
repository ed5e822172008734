"""The platform in production, created by the library. The argument is the folder of the cloud assembly."""

import sys

from aws_cdk import App, Environment
from org_ecommerce_constructs import (
    EcommerceInfrastructure,
    EnvironmentProviderFactory,
    PlatformMonitoringOptions,
)

app = App(outdir=sys.argv[1])
EcommerceInfrastructure(
    app,
    "Shop",
    provider=EnvironmentProviderFactory.create(environment="production"),
    # The program by hand has neither alarms nor dashboards.
    monitoring=PlatformMonitoringOptions(alarms=False, dashboard=False),
    env=Environment(account="123456789012", region="eu-central-1"),
)
app.synth()
