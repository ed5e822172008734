from aws_cdk import Environment, Stack
from aws_cdk import aws_ecs as ecs
from constructs import Construct
from org_ecommerce_constructs import Microservice, Workload


class OrderReportStack(Stack):
    """A report on the order service, as a task. It belongs to another team, and their pipeline runs it."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment_name: str,
        env: Environment,
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        orders = Microservice.from_parameters(
            self, "Orders", environment=environment_name, service_name="orderservice"
        )

        task = ecs.FargateTaskDefinition(self, "Task", cpu=256, memory_limit_mib=512)
        task.add_container(
            "report",
            # A placeholder for the image of the report.
            image=ecs.ContainerImage.from_registry("public.ecr.aws/docker/library/postgres:18-alpine"),
            logging=ecs.LogDrivers.aws_logs(stream_prefix="order-report"),
        )

        orders.connect(Workload.ecs_task(task, orders.security_groups_for(self)))
