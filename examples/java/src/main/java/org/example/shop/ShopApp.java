package org.example.shop;

import org.ecommerce.constructs.IEnvironmentProvider;
import software.amazon.awscdk.App;

/** The platform, and a workload of the same team. */
public final class ShopApp {
    private ShopApp() {}

    public static void main(final String[] args) {
        App app = new App();
        ShopPlatform shop = new ShopPlatform(app, "Shop", environmentFromContext(app));
        new InvoicesStack(app, "ShopInvoices", shop.getPlatform());
        app.synth();
    }

    /** Returns the environment that the context names: {@code -c environment=pilot}, or the default in cdk.json. */
    private static IEnvironmentProvider environmentFromContext(final App app) {
        Object name = app.getNode().tryGetContext("environment");
        if ("performance".equals(name)) {
            return new PerformanceEnvironment();
        }
        if ("pilot".equals(name)) {
            return new PilotEnvironment();
        }
        throw new IllegalArgumentException(
                "Unsupported environment: " + name + ". Pass performance or pilot with -c.");
    }
}
