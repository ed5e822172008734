"""ECS: clusters, task definitions and Fargate services. Nothing runs; tasks are shown as running."""

from typing import Any

from ministack.services import ec2, ecs

from emulator.client import call, call_unless_gone, cased
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import flag, picked, tags

_GONE = ("ClusterNotFoundException", "ServiceNotFoundException", "ClientException")


def _tags(properties: Properties) -> list[dict[str, str]]:
    return [{"key": tag["Key"], "value": tag["Value"]} for tag in tags(properties)]


def _retag(arn: str, old: Properties, new: Properties) -> None:
    dropped = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("ecs", "UntagResource", resourceArn=arn, tagKeys=sorted(dropped))
    call("ecs", "TagResource", resourceArn=arn, tags=_tags(new))


# ---- clusters -----------------------------------------------------------------------------------------------------


def _settings(properties: Properties) -> dict[str, Any]:
    given = picked(properties, "Configuration", ClusterSettings="settings")
    return {"settings": [{"name": "containerInsights", "value": "disabled"}]} | cased("ecs", "CreateCluster", given)


def _cluster_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("ClusterName") or physical_name(stack, logical_id, 255, lowercase=False)
    if name in ecs._clusters:
        raise ValueError(f"The cluster {name} already exists")
    made = call("ecs", "CreateCluster", clusterName=name, tags=_tags(properties), **_settings(properties))
    return name, {"Arn": made["cluster"]["clusterArn"]}


def _cluster_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    made = call("ecs", "UpdateCluster", cluster=physical_id, **_settings(new))
    if "Configuration" not in new:
        ecs._clusters[physical_id].pop("configuration", None)
    _retag(made["cluster"]["clusterArn"], old, new)
    return physical_id, {"Arn": made["cluster"]["clusterArn"]}


def _cluster_delete(physical_id: str, properties: Properties) -> None:
    cluster = ecs._clusters.get(physical_id)
    if cluster and any(
        service["clusterArn"] == cluster["clusterArn"] and service["status"] == "ACTIVE"
        for service in ecs._services.values()
    ):
        raise ValueError(f"The cluster {physical_id} has services: delete them first")
    call_unless_gone(_GONE, "ecs", "DeleteCluster", cluster=physical_id)


register(
    "AWS::ECS::Cluster",
    create=_cluster_create,
    update=_cluster_update,
    delete=_cluster_delete,
    replaces=("ClusterName",),
    blocking=True,
)

# ---- task definitions ---------------------------------------------------------------------------------------------

_TASK = (
    "ContainerDefinitions", "Cpu", "EphemeralStorage", "ExecutionRoleArn", "Memory", "NetworkMode",
    "RequiresCompatibilities", "RuntimePlatform", "TaskRoleArn", "Volumes",
)  # fmt: skip


def _refuse_task(properties: Properties) -> None:
    if properties.get("RequiresCompatibilities") != ["FARGATE"]:
        raise ValueError("This emulator has task definitions for FARGATE only: RequiresCompatibilities says so")
    if properties.get("NetworkMode") != "awsvpc" or not properties.get("Cpu") or not properties.get("Memory"):
        raise ValueError("A task definition for Fargate has Cpu, Memory, and the NetworkMode awsvpc")
    for container in properties["ContainerDefinitions"]:
        driver = container.get("LogConfiguration", {}).get("LogDriver")
        if (container.get("Secrets") or driver == "awslogs") and "ExecutionRoleArn" not in properties:
            raise ValueError(f"The secrets and the logs of container {container['Name']} need an ExecutionRoleArn")


def _task_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse_task(properties)
    family = properties.get("Family") or physical_name(stack, logical_id, 255, lowercase=False)
    definition = cased("ecs", "RegisterTaskDefinition", picked(properties, *_TASK))
    made = call("ecs", "RegisterTaskDefinition", family=family, tags=_tags(properties), **definition)
    arn = made["taskDefinition"]["taskDefinitionArn"]
    return arn, {"TaskDefinitionArn": arn}


def _task_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _retag(physical_id, old, new)
    return physical_id, {"TaskDefinitionArn": physical_id}


def _task_delete(physical_id: str, properties: Properties) -> None:
    call_unless_gone(_GONE, "ecs", "DeregisterTaskDefinition", taskDefinition=physical_id)


register(
    "AWS::ECS::TaskDefinition",
    create=_task_create,
    update=_task_update,
    delete=_task_delete,
    replaces=("Family", *_TASK),
    blocking=True,
)

# ---- services -----------------------------------------------------------------------------------------------------

_CHANGEABLE = (
    "DeploymentConfiguration", "EnableExecuteCommand", "NetworkConfiguration", "PlatformVersion", "TaskDefinition",
)  # fmt: skip


def _refuse_service(properties: Properties) -> None:
    if properties.get("LaunchType") != "FARGATE":
        raise ValueError("This emulator has services with the LaunchType FARGATE only")
    if properties.get("DeploymentController", {}).get("Type", "ECS") != "ECS":
        raise ValueError("This emulator has services with the deployment controller ECS only")
    network = properties.get("NetworkConfiguration", {}).get("AwsvpcConfiguration", {})
    if not network.get("Subnets"):
        raise ValueError("A Fargate service has subnets, in NetworkConfiguration.AwsvpcConfiguration")
    for given, known in ((network["Subnets"], ec2._subnets), (network.get("SecurityGroups", []), ec2._security_groups)):
        unknown = [identifier for identifier in given if identifier not in known]
        if unknown:
            raise ValueError(f"Of the service's NetworkConfiguration, {unknown} do not exist")
    cluster = ecs._resolve_cluster_name(properties.get("Cluster", "default"))
    if cluster not in ecs._clusters:
        raise ValueError(f"The cluster {cluster} does not exist")
    task = ecs._task_defs.get(ecs._resolve_td_key(properties["TaskDefinition"]), {})
    if task.get("status") != "ACTIVE":
        raise ValueError(f"The task definition {properties['TaskDefinition']} does not exist")


def _changeable(properties: Properties) -> dict[str, Any]:
    defaults = {
        "DeploymentConfiguration": {
            "MaximumPercent": 200,
            "MinimumHealthyPercent": 100,
            "DeploymentCircuitBreaker": {"Enable": False, "Rollback": False},
        },
        "EnableExecuteCommand": False,
        "PlatformVersion": "LATEST",
    }
    given = cased("ecs", "CreateService", {**defaults, **picked(properties, *_CHANGEABLE)})
    return {**given, "desiredCount": int(properties.get("DesiredCount", 1))}


def _service_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _refuse_service(properties)
    fixed = picked(properties, "Cluster", "DeploymentController", "EnableECSManagedTags", "LaunchType", "PropagateTags")
    made = call(
        "ecs",
        "CreateService",
        serviceName=properties.get("ServiceName") or physical_name(stack, logical_id, 255, lowercase=False),
        tags=_tags(properties),
        **cased("ecs", "CreateService", fixed),
        **_changeable(properties),
    )["service"]
    return made["serviceArn"], {"ServiceArn": made["serviceArn"], "Name": made["serviceName"]}


def _service_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _refuse_service(new)
    cluster, name = physical_id.split("/")[1:]
    call("ecs", "UpdateService", cluster=cluster, service=name, **_changeable(new))
    # MiniStack's update has no parameters for these.
    ecs._services[f"{cluster}/{name}"] |= {
        "enableECSManagedTags": flag(new.get("EnableECSManagedTags", False)),
        "propagateTags": new.get("PropagateTags", "NONE"),
    }
    _retag(physical_id, old, new)
    return physical_id, {"ServiceArn": physical_id, "Name": name}


def _service_delete(physical_id: str, properties: Properties) -> None:
    cluster, name = physical_id.split("/")[1:]
    call_unless_gone(_GONE, "ecs", "DeleteService", cluster=cluster, service=name, force=True)


register(
    "AWS::ECS::Service",
    create=_service_create,
    update=_service_update,
    delete=_service_delete,
    replaces=("Cluster", "LaunchType", "ServiceName", "DeploymentController"),
    blocking=True,
)
