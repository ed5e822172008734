from aws_cdk import App

from shop.environments import PerformanceEnvironment
from shop.invoices import InvoicesStack
from shop.platform import ShopPlatform

app = App()
shop = ShopPlatform(app, "Shop", PerformanceEnvironment())
InvoicesStack(app, "ShopInvoices", shop.platform)
app.synth()
