package org.example.bench;

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

/** The platform in production, written by hand with the classes of aws-cdk-lib. */
final class PlatformByHand extends Stack {
    PlatformByHand(
            final App app, final List<Service> services, final String rotation, final String serviceLinkedRole) {
        super(
                app,
                "Shop",
                StackProps.builder()
                        .env(Environment.builder()
                                .account("123456789012")
                                .region("eu-central-1")
                                .build())
                        .terminationProtection(true)
                        .build());
        Key key = Key.Builder.create(this, "Key")
                .description("Encrypts the data of Shop/Platform")
                .enableKeyRotation(true)
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .build();
        Topic topic = Topic.Builder.create(this, "OperationsTopic")
                .displayName("Operations of Shop Platform")
                .masterKey(key)
                .enforceSsl(true)
                .build();
        PublishedValues.publish(this, "_platform/common", Map.of("Key.Arn", key.getKeyArn()));
        Vpc vpc = new Network(this, "Network", key).vpc;
        SharedParts parts = new SharedParts(
                key,
                vpc,
                new Cache(this, "Cache", vpc, key, rotation),
                new Messaging(this, "Messaging", vpc, key, rotation),
                new Search(this, "Search", vpc, key, serviceLinkedRole),
                new Storage(this, "Storage", key));
        Role monitoring = createMonitoringRole();
        Map<String, Database> databases = new TreeMap<>();
        for (Service service : services) {
            databases.put(service.name(), new Database(this, service.name(), vpc, monitoring));
        }
        new Events(this, "Events", topic, key);
        List<String> arns = databases.values().stream()
                .map(database -> database.instance.getInstanceArn())
                .toList();
        new Backups(this, "Backups", key, arns);
        for (Service service : services) {
            new Microservice(this, service, databases.get(service.name()), parts);
        }
    }

    private Role createMonitoringRole() {
        Role role = Role.Builder.create(this, "MonitoringRole")
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
