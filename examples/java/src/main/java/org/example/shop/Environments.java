package org.example.shop;

import org.ecommerce.constructs.EnvironmentProviderFactory;
import org.ecommerce.constructs.EnvironmentValues;
import org.ecommerce.constructs.IEnvironmentProvider;
import software.amazon.awscdk.services.ec2.InstanceClass;
import software.amazon.awscdk.services.ec2.InstanceSize;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.constructs.Construct;

/** The environments of the shop. */
public final class Environments {
    private Environments() {}

    /** For a first market: smaller instances than production, with production's value for every other setting. */
    public static IEnvironmentProvider pilot() {
        return EnvironmentProviderFactory.fromValues(EnvironmentValues.builder()
                .databaseInstanceType(InstanceType.of(InstanceClass.T4G, InstanceSize.SMALL))
                .cacheNodeType("cache.t4g.small")
                .mqInstanceType("mq.m7g.medium")
                .build());
    }

    /** The environment that the app's context names: {@code -c environment=pilot}, or the default in cdk.json. */
    public static IEnvironmentProvider fromContext(final Construct scope) {
        Object name = scope.getNode().tryGetContext("environment");
        if ("performance".equals(name)) {
            return new PerformanceEnvironment();
        }
        if ("pilot".equals(name)) {
            return pilot();
        }
        throw new IllegalArgumentException(
                "Unsupported environment: " + name + ". Pass performance or pilot with -c.");
    }
}
