from aws_cdk import Stack
from aws_cdk import aws_ecs as ecs
from constructs import Construct
from org_ecommerce_constructs import EcommercePlatform, StoreRole, Workload


class OrderMigrationStack(Stack):
    """A task that changes the schema of the order service. The pipeline runs it before it deploys the service."""

    def __init__(self, scope: Construct, construct_id: str, platform: EcommercePlatform) -> None:
        super().__init__(scope, construct_id)
        orders = platform.service("orderservice")

        task = ecs.FargateTaskDefinition(self, "Task", cpu=256, memory_limit_mib=512)
        task.add_container(
            "migration",
            # A placeholder for the image with the migrations.
            image=ecs.ContainerImage.from_registry("public.ecr.aws/docker/library/postgres:18-alpine"),
            logging=ecs.LogDrivers.aws_logs(stream_prefix="order-migration"),
        )

        # The task gets the login that may change the schema. It uses the database only.
        workload = Workload.ecs_task(task, orders.security_groups_for(self))
        orders.connect(workload, capabilities=[], store_role=StoreRole.MIGRATION)
