package org.example.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.SecretValue;
import software.amazon.awscdk.services.ec2.InstanceClass;
import software.amazon.awscdk.services.ec2.InstanceSize;
import software.amazon.awscdk.services.ec2.InstanceType;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.rds.CfnDBInstance;
import software.amazon.awscdk.services.rds.CfnDBSubnetGroup;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseInsightsMode;
import software.amazon.awscdk.services.rds.DatabaseInstance;
import software.amazon.awscdk.services.rds.DatabaseInstanceEngine;
import software.amazon.awscdk.services.rds.IInstanceEngine;
import software.amazon.awscdk.services.rds.ParameterGroup;
import software.amazon.awscdk.services.rds.PostgresEngineVersion;
import software.amazon.awscdk.services.rds.PostgresInstanceEngineProps;
import software.amazon.awscdk.services.rds.StorageType;
import software.constructs.Construct;

/** The PostgreSQL instance of one service, with its own key, security group and logs. */
final class Database extends Construct {
    static final int PORT = 5433;

    private static final RemovalPolicy RETAIN = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    private static final Map<String, String> LOGS = Map.of("PostgresqlLogs", "postgresql", "UpgradeLogs", "upgrade");

    final Key key;
    final SecurityGroup group;
    final DatabaseInstance instance;
    final String secretArn;

    Database(final Construct scope, final Service owner, final Vpc vpc, final Role monitoringRole) {
        super(scope, owner.name());
        String service = owner.name();
        this.key = Key.Builder.create(this, "Key")
                .description("Encrypts the data of " + service)
                .enableKeyRotation(true)
                .removalPolicy(RETAIN)
                .build();
        List<String> logGroups = new ArrayList<>(List.of(
                Aws.STACK_NAME + "-*-FunctionLogsB2C1DB5C-*", // in a nested stack
                Aws.STACK_NAME + "-PlatformDatabase" + service + "*",
                "/aws/*/" + service + "-shop-platform-*",
                "/production/" + service + "/*"));
        if (owner.uses("cache")) {
            logGroups.add(0, Aws.STACK_NAME + "-*-CacheFunctionLogs9C8D4B55-*");
        }
        Logs.allow(key, logGroups);
        this.group = SecurityGroup.Builder.create(this, "SecurityGroup")
                .vpc(vpc)
                .description("Allows " + service + " to connect to its database")
                .allowAllOutbound(false)
                .build();
        group.applyRemovalPolicy(RETAIN);
        String identifier = service + "-shop-platform-00000001"; // the next instance gets another number
        IInstanceEngine engine = DatabaseInstanceEngine.postgres(PostgresInstanceEngineProps.builder()
                .version(PostgresEngineVersion.of("18", "18"))
                .build());
        this.instance = DatabaseInstance.Builder.create(this, "Instance")
                .instanceIdentifier(identifier)
                .engine(engine)
                .instanceType(InstanceType.of(InstanceClass.T4G, InstanceSize.MEDIUM))
                .vpc(vpc)
                .vpcSubnets(SubnetSelection.builder().subnets(vpc.getIsolatedSubnets()).build())
                .securityGroups(List.of(group))
                .publiclyAccessible(false)
                .port(PORT)
                .databaseName(service)
                .credentials(Credentials.fromPassword("ecommerce", SecretValue.unsafePlainText("")))
                .parameterGroup(ParameterGroup.Builder.create(this, "Parameters")
                        .engine(engine)
                        .description("Database of " + service)
                        .parameters(Map.of("rds.force_ssl", "1"))
                        .removalPolicy(RETAIN)
                        .build())
                .iamAuthentication(true)
                .multiAz(true)
                .storageType(StorageType.GP3)
                .allocatedStorage(20)
                .maxAllocatedStorage(200)
                .storageEncrypted(true)
                .storageEncryptionKey(key)
                .backupRetention(Duration.days(14))
                .copyTagsToSnapshot(true)
                .autoMinorVersionUpgrade(true)
                .allowMajorVersionUpgrade(true)
                .cloudwatchLogsExports(List.of("postgresql", "upgrade"))
                .monitoringInterval(Duration.seconds(60))
                .monitoringRole(monitoringRole)
                .enablePerformanceInsights(true)
                .performanceInsightEncryptionKey(key)
                .databaseInsightsMode(DatabaseInsightsMode.STANDARD)
                .deletionProtection(true)
                .removalPolicy(RETAIN)
                .build();
        CfnDBInstance resource = (CfnDBInstance) instance.getNode().getDefaultChild();
        Construct subnetGroup = (Construct) instance.getNode().findChild("SubnetGroup");
        CfnDBSubnetGroup subnets = (CfnDBSubnetGroup) subnetGroup.getNode().getDefaultChild();
        subnets.applyRemovalPolicy(RETAIN);
        // RDS manages the password, for which the CDK's class has no option.
        resource.setMasterUserPassword(null);
        resource.setManageMasterUserPassword(true);
        resource.setMasterUserSecret(CfnDBInstance.MasterUserSecretProperty.builder()
                .kmsKeyId(key.getKeyArn())
                .build());
        this.secretArn = resource.getAttrMasterUserSecretSecretArn();
        LOGS.forEach((name, log) -> resource.getNode()
                .addDependency(Logs.group(this, name, key)
                        .logGroupName("/aws/rds/instance/" + identifier + "/" + log)
                        .build()));
    }
}
