from aws_cdk import App

from shop.environments import environment_from_context
from shop.invoices import InvoicesStack
from shop.platform import ShopPlatform

app = App()
shop = ShopPlatform(app, "Shop", environment_from_context(app))
InvoicesStack(app, "ShopInvoices", shop.platform)
app.synth()
