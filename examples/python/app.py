from aws_cdk import App
from org_ecommerce_constructs import ServiceIsolationValidator

from shop.environments import environment_from_context
from shop.invoices import InvoicesStack
from shop.order_migration import OrderMigrationStack
from shop.platform import ShopPlatform

app = App()
shop = ShopPlatform(app, "Shop", environment_from_context(app))
InvoicesStack(app, "ShopInvoices", shop.platform)
OrderMigrationStack(app, "ShopOrderMigration", shop.platform)
ServiceIsolationValidator().require_isolation(app)  # synthesizes the app, and checks it
