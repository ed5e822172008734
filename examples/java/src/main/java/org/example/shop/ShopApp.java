package org.example.shop;

import org.ecommerce.constructs.ServiceIsolationValidator;
import software.amazon.awscdk.App;

/** The platform, and workloads of the same team. */
public final class ShopApp {
    private ShopApp() {}

    public static void main(final String[] args) {
        App app = new App();
        ShopPlatform shop = new ShopPlatform(app, "Shop", Environments.fromContext(app));
        new InvoicesStack(app, "ShopInvoices", shop.getPlatform());
        new OrderMigrationStack(app, "ShopOrderMigration", shop.getPlatform());
        new ServiceIsolationValidator().requireIsolation(app); // synthesizes the app, and checks it
    }
}
