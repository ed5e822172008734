package org.example.shop;

import org.ecommerce.constructs.BackupSettings;
import org.ecommerce.constructs.DatabaseSettings;
import org.ecommerce.constructs.EnvironmentProvider;
import org.ecommerce.constructs.NatGateways;
import org.ecommerce.constructs.NetworkSettings;
import org.ecommerce.constructs.RetentionSettings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.InstanceClass;
import software.amazon.awscdk.services.ec2.InstanceSize;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.logs.RetentionDays;

/**
 * For load tests: large instances without standbys and backups, all deleted with the stack.
 *
 * <p>A class, to be extended by other environments.
 */
public class PerformanceEnvironment extends EnvironmentProvider {
    @Override
    public String getEnvironmentName() {
        return "performance";
    }

    @Override
    public InstanceType getDatabaseInstanceType() {
        return InstanceType.of(InstanceClass.M8G, InstanceSize.LARGE);
    }

    @Override
    public String getCacheNodeType() {
        return "cache.m7g.large";
    }

    @Override
    public String getMqInstanceType() {
        return "mq.m7g.xlarge";
    }

    @Override
    public NetworkSettings getNetwork() {
        return NetworkSettings.builder().natGateways(NatGateways.ONE).build();
    }

    @Override
    public DatabaseSettings getDatabase() {
        return DatabaseSettings.builder()
                .multiAz(false)
                .auroraReaders(0)
                .backupRetention(Duration.days(1))
                .build();
    }

    @Override
    public BackupSettings getBackup() {
        return BackupSettings.builder().retention(Duration.days(0)).build();
    }

    @Override
    public RetentionSettings getRetention() {
        return RetentionSettings.builder()
                .removalPolicy(RemovalPolicy.DESTROY)
                .deletionProtection(false)
                .logRetention(RetentionDays.ONE_WEEK)
                .build();
    }
}
