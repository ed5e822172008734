package org.example.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.iam.ServicePrincipalOpts;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** The platform in production, written by hand with the classes of aws-cdk-lib. */
final class PlatformByHand extends Stack {
    PlatformByHand(final App app, final List<Service> services, final FunctionCode code) {
        super(
                app,
                "Shop",
                StackProps.builder()
                        .env(Environment.builder()
                                .account(Env.ACCOUNT)
                                .region(Env.REGION)
                                .build())
                        .terminationProtection(true)
                        .build());
        Construct platform = new Construct(this, "Platform");
        Key key = Key.Builder.create(platform, "Key")
                .description("Encrypts the data of Shop/Platform")
                .enableKeyRotation(true)
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .build();
        Logs.allow(
                key,
                List.of(
                        Aws.STACK_NAME + "-" + ServiceLinkedRole.LOGS + "-*",
                        Aws.STACK_NAME + "-Platform*",
                        "/production/*"));
        Topic topic = Topic.Builder.create(platform, "OperationsTopic")
                .displayName("Operations of Shop Platform")
                .masterKey(key)
                .enforceSsl(true)
                .build();
        PublishedValues.publish(
                platform,
                "_platform/common",
                new TreeMap<>(Map.of(
                        "Key", key.getKeyId(),
                        "Key.Arn", key.getKeyArn(),
                        "OperationsTopic", topic.getTopicArn(),
                        "OperationsTopic.TopicName", topic.getTopicName())));
        Vpc vpc = new Network(platform, "Network", key).vpc;
        SharedParts parts = new SharedParts(
                key,
                vpc,
                new Cache(platform, "Cache", vpc, key),
                new Messaging(platform, "Messaging", vpc, key, code),
                new Search(platform, "Search", vpc, key, code),
                new Storage(platform, "Storage", key),
                code.logins());
        Role monitoring = createMonitoringRole(platform);
        Construct scope = new Construct(platform, "Database");
        Map<String, Database> databases = new HashMap<>();
        for (Service service : services) {
            databases.put(service.name(), new Database(scope, service, vpc, monitoring));
        }
        new Events(platform, "Events", topic, key);
        createBackups(platform, key, services, databases);
        for (Service service : services) {
            new Microservice(platform, service, databases.get(service.name()), parts);
        }
    }

    private static void createBackups(
            final Construct platform,
            final Key key,
            final List<Service> services,
            final Map<String, Database> databases) {
        List<String> arns = services.stream()
                .filter(service -> !service.pciScope())
                .map(Service::name)
                .sorted()
                .map(name -> databases.get(name).instance.getInstanceArn())
                .toList();
        new Backups(platform, "Backup", "backup-shop-platform", key, arns);
        Construct serviceBackups = new Construct(platform, "ServiceBackups");
        services.stream().filter(Service::pciScope).map(Service::name).forEach(name -> {
            Database database = databases.get(name);
            List<String> arn = List.of(database.instance.getInstanceArn());
            new Backups(serviceBackups, name, name + "-shop-platform", database.key, arn);
        });
    }

    private static Role createMonitoringRole(final Construct scope) {
        Role role = Role.Builder.create(scope, "MonitoringRole")
                .description("Enhanced monitoring of databases")
                .assumedBy(new ServicePrincipal(
                        "monitoring.rds.amazonaws.com",
                        ServicePrincipalOpts.builder()
                                .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                                .build()))
                .managedPolicies(List.of(
                        ManagedPolicy.fromAwsManagedPolicyName("service-role/AmazonRDSEnhancedMonitoringRole")))
                .build();
        role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        return role;
    }
}
