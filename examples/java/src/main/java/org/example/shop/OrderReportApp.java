package org.example.shop;

import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;

/** Another team's app. It imports nothing from the platform's app. */
public final class OrderReportApp {
    private OrderReportApp() {}

    public static void main(final String[] args) {
        App app = new App();
        String environmentName = (String) app.getNode().getContext("environment");
        // The CDK needs an account and a Region to look up the platform's parameters.
        Environment env = Environment.builder()
                .account(System.getenv("CDK_DEFAULT_ACCOUNT"))
                .region(System.getenv("CDK_DEFAULT_REGION"))
                .build();
        new OrderReportStack(app, "ShopOrderReport", environmentName, StackProps.builder().env(env).build());
        app.synth();
    }
}
