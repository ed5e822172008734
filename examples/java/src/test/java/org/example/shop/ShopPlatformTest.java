package org.example.shop;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class ShopPlatformTest {
    private static Template platform;
    private static Template invoices;
    private static Template migration;
    private static Template pilot;

    @BeforeAll
    static void synthesize() {
        App app = new App();
        ShopPlatform shop = new ShopPlatform(app, "Shop", new PerformanceEnvironment());
        InvoicesStack invoicesStack = new InvoicesStack(app, "ShopInvoices", shop.getPlatform());
        OrderMigrationStack migrationStack =
                new OrderMigrationStack(app, "ShopOrderMigration", shop.getPlatform());
        platform = Template.fromStack(shop);
        invoices = Template.fromStack(invoicesStack);
        migration = Template.fromStack(migrationStack);
        pilot = Template.fromStack(new ShopPlatform(new App(), "Shop", Environments.pilot()));
    }

    @Test
    void theEnvironmentSetsInstanceTypesAndNatGateways() {
        platform.hasResourceProperties("AWS::AmazonMQ::Broker", Map.of("HostInstanceType", "mq.m7g.xlarge"));
        platform.hasResourceProperties(
                "AWS::ElastiCache::ReplicationGroup", Map.of("CacheNodeType", "cache.m7g.large"));
        platform.resourceCountIs("AWS::EC2::NatGateway", 1);
    }

    @Test
    void settingsThatTheEnvironmentOmitsAreThoseOfProduction() {
        platform.hasResourceProperties("AWS::AmazonMQ::Broker", Map.of("DeploymentMode", "CLUSTER_MULTI_AZ"));
        platform.resourceCountIs("AWS::SecretsManager::RotationSchedule", 1);
    }

    @Test
    void anEnvironmentFromValuesHasOtherwiseTheSettingsOfProduction() {
        pilot.hasResourceProperties("AWS::AmazonMQ::Broker", Map.of("HostInstanceType", "mq.m7g.medium"));
        pilot.hasResourceProperties("AWS::RDS::DBCluster", Map.of("DeletionProtection", true));
        pilot.resourceCountIs("AWS::EC2::NatGateway", 3);
    }

    @Test
    void theFunctionHasPermissionsAndSettingsForItsStore() {
        invoices.hasResourceProperties(
                "AWS::Lambda::Function",
                Map.of("Environment", Map.of("Variables", Match.objectLike(Map.of("BUCKET_NAME", Match.anyValue())))));
        invoices.hasResourceProperties(
                "AWS::IAM::ManagedPolicy",
                Map.of(
                        "PolicyDocument",
                        Match.objectLike(Map.of(
                                "Statement",
                                Match.arrayWith(List.of(Match.objectLike(
                                        Map.of("Action", List.of("s3:GetObject", "s3:PutObject")))))))));
    }

    @Test
    void theTaskForMigrationsHasALoginOnTheDatabaseOnly() {
        migration.hasResourceProperties(
                "AWS::ECS::TaskDefinition",
                Map.of("ContainerDefinitions", List.of(Match.objectLike(Map.of("Secrets", List.of(
                        Match.objectLike(Map.of("Name", "DATABASE_USERNAME")),
                        Match.objectLike(Map.of("Name", "DATABASE_PASSWORD"))))))));
    }
}
