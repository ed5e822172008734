import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template

from shop.environments import PerformanceEnvironment
from shop.invoices import InvoicesStack
from shop.order_migration import OrderMigrationStack
from shop.platform import ShopPlatform


@pytest.fixture(scope="module")
def shop() -> ShopPlatform:
    return ShopPlatform(App(), "Shop", PerformanceEnvironment())


def test_the_environment_sets_instance_types_and_nat_gateways(shop: ShopPlatform) -> None:
    template = Template.from_stack(shop)
    template.has_resource_properties("AWS::AmazonMQ::Broker", {"HostInstanceType": "mq.m7g.xlarge"})
    template.has_resource_properties("AWS::ElastiCache::ReplicationGroup", {"CacheNodeType": "cache.m7g.large"})
    template.resource_count_is("AWS::EC2::NatGateway", 1)


def test_settings_that_the_environment_omits_are_those_of_production(shop: ShopPlatform) -> None:
    template = Template.from_stack(shop)
    template.has_resource_properties("AWS::AmazonMQ::Broker", {"DeploymentMode": "CLUSTER_MULTI_AZ"})
    template.resource_count_is("AWS::SecretsManager::RotationSchedule", 1)


def test_the_bucket_of_the_invoice_service_is_deleted_with_the_stack(shop: ShopPlatform) -> None:
    stores = Template.from_stack(shop).find_resources("AWS::S3::Bucket", {"DeletionPolicy": "Delete"})
    assert any("invoiceservice" in logical_id for logical_id in stores)


def test_the_function_has_permissions_and_settings_for_its_store() -> None:
    app = App()
    platform = ShopPlatform(app, "Shop", PerformanceEnvironment()).platform
    template = Template.from_stack(InvoicesStack(app, "Invoices", platform))
    template.has_resource_properties(
        "AWS::Lambda::Function",
        {"Environment": {"Variables": {"BUCKET_NAME": Match.any_value(), "BROKER_ENDPOINT": Match.any_value()}}},
    )
    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [Match.object_like({"Action": ["s3:GetObject", "s3:PutObject"], "Effect": "Allow"})]
                )
            }
        },
    )


def test_the_task_for_migrations_has_a_login_on_the_database_only() -> None:
    app = App()
    platform = ShopPlatform(app, "Shop", PerformanceEnvironment()).platform
    template = Template.from_stack(OrderMigrationStack(app, "Migration", platform))
    secrets = [Match.object_like({"Name": name}) for name in ("DATABASE_USERNAME", "DATABASE_PASSWORD")]
    template.has_resource_properties(
        "AWS::ECS::TaskDefinition", {"ContainerDefinitions": [Match.object_like({"Secrets": secrets})]}
    )
