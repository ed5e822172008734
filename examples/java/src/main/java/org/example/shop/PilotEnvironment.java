package org.example.shop;

import org.ecommerce.constructs.IEnvironmentProvider;
import software.amazon.awscdk.services.ec2.InstanceClass;
import software.amazon.awscdk.services.ec2.InstanceSize;
import software.amazon.awscdk.services.ec2.InstanceType;

/** For a first market: smaller than production, and in all else the same. The three answers are the required ones. */
public class PilotEnvironment implements IEnvironmentProvider {
    @Override
    public InstanceType getDatabaseInstanceType() {
        return InstanceType.of(InstanceClass.T4G, InstanceSize.SMALL);
    }

    @Override
    public String getCacheNodeType() {
        return "cache.t4g.small";
    }

    @Override
    public String getMqInstanceType() {
        return "mq.m7g.medium";
    }
}
