package org.example.shop;

import org.ecommerce.constructs.IEnvironmentProvider;
import software.amazon.awscdk.App;

/** The platform, and the workload of the team that runs it. */
public final class ShopApp {
    private ShopApp() {}

    public static void main(final String[] args) {
        App app = new App();
        ShopPlatform shop = new ShopPlatform(app, "Shop", environmentFromContext(app));
        new InvoicesStack(app, "ShopInvoices", shop.getPlatform());
        app.synth();
    }

    /** The environment that the app's context names: {@code -c environment=pilot}, or what cdk.json says. */
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
