"""ECS: clusters, task definitions and Fargate services. No container runs, but the API reports tasks as running."""

from typing import Any

from ministack.services import ec2, ecs

from emulator.client import call, delete_if_exists, with_api_names
from emulator.extension import Properties, Resource, physical_name, register
from emulator.values import pick, tags, to_bool

_NOT_FOUND = ("ClusterNotFoundException", "ServiceNotFoundException", "ClientException")


def _tags(properties: Properties) -> list[dict[str, str]]:
    return [{"key": tag["Key"], "value": tag["Value"]} for tag in tags(properties)]


def _retag(arn: str, old: Properties, new: Properties) -> None:
    removed = {tag["Key"] for tag in tags(old)} - {tag["Key"] for tag in tags(new)}
    call("ecs", "UntagResource", resourceArn=arn, tagKeys=sorted(removed))
    call("ecs", "TagResource", resourceArn=arn, tags=_tags(new))


# ---- clusters -------------------------------------------------------------------------------------------------------


def _settings(properties: Properties) -> dict[str, Any]:
    settings = pick(properties, "Configuration", ClusterSettings="settings")
    default = {"settings": [{"name": "containerInsights", "value": "disabled"}]}
    return default | with_api_names("ecs", "CreateCluster", settings)


def _cluster_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    name = properties.get("ClusterName") or physical_name(stack, logical_id, 255, lowercase=False)
    if name in ecs._clusters:
        raise ValueError(f"ClusterName: the cluster {name} already exists")
    response = call("ecs", "CreateCluster", clusterName=name, tags=_tags(properties), **_settings(properties))
    return name, {"Arn": response["cluster"]["clusterArn"]}


def _cluster_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    response = call("ecs", "UpdateCluster", cluster=physical_id, **_settings(new))
    if "Configuration" not in new:
        ecs._clusters[physical_id].pop("configuration", None)
    _retag(response["cluster"]["clusterArn"], old, new)
    return physical_id, {"Arn": response["cluster"]["clusterArn"]}


def _cluster_delete(physical_id: str, properties: Properties) -> None:
    cluster = ecs._clusters.get(physical_id)
    if cluster and any(
        service["clusterArn"] == cluster["clusterArn"] and service["status"] == "ACTIVE"
        for service in ecs._services.values()
    ):
        raise ValueError(f"The cluster {physical_id} has services: delete them first")
    delete_if_exists(_NOT_FOUND, "ecs", "DeleteCluster", cluster=physical_id)


register(
    "AWS::ECS::Cluster",
    create=_cluster_create,
    update=_cluster_update,
    delete=_cluster_delete,
    replaces=("ClusterName",),
    blocking=True,
)

# ---- task definitions -----------------------------------------------------------------------------------------------

_TASK_PROPERTIES = (
    "ContainerDefinitions", "Cpu", "EphemeralStorage", "ExecutionRoleArn", "Memory", "NetworkMode",
    "RequiresCompatibilities", "RuntimePlatform", "TaskRoleArn", "Volumes",
)  # fmt: skip


def _validate_task(properties: Properties) -> None:
    if properties.get("RequiresCompatibilities") != ["FARGATE"]:
        raise ValueError("RequiresCompatibilities: the emulator supports only FARGATE")
    if properties.get("NetworkMode") != "awsvpc" or not properties.get("Cpu") or not properties.get("Memory"):
        raise ValueError("A task definition for Fargate requires Cpu, Memory and the NetworkMode awsvpc")
    for container in properties["ContainerDefinitions"]:
        driver = container.get("LogConfiguration", {}).get("LogDriver")
        if (container.get("Secrets") or driver == "awslogs") and "ExecutionRoleArn" not in properties:
            raise ValueError(f"ExecutionRoleArn is required for the secrets or logs of container {container['Name']}")


def _task_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate_task(properties)
    family = properties.get("Family") or physical_name(stack, logical_id, 255, lowercase=False)
    definition = with_api_names("ecs", "RegisterTaskDefinition", pick(properties, *_TASK_PROPERTIES))
    response = call("ecs", "RegisterTaskDefinition", family=family, tags=_tags(properties), **definition)
    arn = response["taskDefinition"]["taskDefinitionArn"]
    return arn, {"TaskDefinitionArn": arn}


def _task_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _retag(physical_id, old, new)
    return physical_id, {"TaskDefinitionArn": physical_id}


def _task_delete(physical_id: str, properties: Properties) -> None:
    delete_if_exists(_NOT_FOUND, "ecs", "DeregisterTaskDefinition", taskDefinition=physical_id)


register(
    "AWS::ECS::TaskDefinition",
    create=_task_create,
    update=_task_update,
    delete=_task_delete,
    replaces=("Family", *_TASK_PROPERTIES),
    blocking=True,
)

# ---- services -------------------------------------------------------------------------------------------------------

_run_task = ecs._run_task


def _run_task_with_agents(request: dict[str, Any]) -> Any:
    """Adds the agent of ECS Exec to the containers of new tasks. A client waits until it runs."""
    known = set(ecs._tasks)
    response = _run_task(request)
    for arn in set(ecs._tasks) - known:
        if ecs._tasks[arn]["enableExecuteCommand"]:
            for container in ecs._tasks[arn]["containers"]:
                container["managedAgents"] = [{"name": "ExecuteCommandAgent", "lastStatus": "RUNNING"}]
    return response


ecs._run_task = _run_task_with_agents

_UPDATABLE = (
    "DeploymentConfiguration", "EnableExecuteCommand", "NetworkConfiguration", "PlatformVersion", "TaskDefinition",
)  # fmt: skip


def _validate_service(properties: Properties) -> None:
    if properties.get("LaunchType") != "FARGATE":
        raise ValueError("LaunchType: the emulator supports only FARGATE")
    if properties.get("DeploymentController", {}).get("Type", "ECS") != "ECS":
        raise ValueError("DeploymentController.Type: the emulator supports only ECS")
    network = properties.get("NetworkConfiguration", {}).get("AwsvpcConfiguration", {})
    if not network.get("Subnets"):
        raise ValueError("NetworkConfiguration.AwsvpcConfiguration.Subnets is required for a Fargate service")
    for name, known in (("Subnets", ec2._subnets), ("SecurityGroups", ec2._security_groups)):
        unknown = [identifier for identifier in network.get(name, []) if identifier not in known]
        if unknown:
            raise ValueError(f"NetworkConfiguration.AwsvpcConfiguration.{name}: {', '.join(unknown)} do not exist")
    cluster = ecs._resolve_cluster_name(properties.get("Cluster", "default"))
    if cluster not in ecs._clusters:
        raise ValueError(f"Cluster: the cluster {cluster} does not exist")
    task = ecs._task_defs.get(ecs._resolve_td_key(properties["TaskDefinition"]), {})
    if task.get("status") != "ACTIVE":
        raise ValueError(f"TaskDefinition: {properties['TaskDefinition']} does not exist")


def _updatable(properties: Properties) -> dict[str, Any]:
    defaults = {
        "DeploymentConfiguration": {
            "MaximumPercent": 200,
            "MinimumHealthyPercent": 100,
            "DeploymentCircuitBreaker": {"Enable": False, "Rollback": False},
        },
        "EnableExecuteCommand": False,
        "PlatformVersion": "LATEST",
    }
    parameters = with_api_names("ecs", "CreateService", {**defaults, **pick(properties, *_UPDATABLE)})
    return {**parameters, "desiredCount": int(properties.get("DesiredCount", 1))}


def _service_create(logical_id: str, properties: Properties, stack: str) -> Resource:
    _validate_service(properties)
    immutable = pick(
        properties, "Cluster", "DeploymentController", "EnableECSManagedTags", "LaunchType", "PropagateTags"
    )
    response = call(
        "ecs",
        "CreateService",
        serviceName=properties.get("ServiceName") or physical_name(stack, logical_id, 255, lowercase=False),
        tags=_tags(properties),
        **with_api_names("ecs", "CreateService", immutable),
        **_updatable(properties),
    )["service"]
    return response["serviceArn"], {"ServiceArn": response["serviceArn"], "Name": response["serviceName"]}


def _service_update(physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str) -> Resource:
    _validate_service(new)
    cluster, name = physical_id.split("/")[1:]
    call("ecs", "UpdateService", cluster=cluster, service=name, **_updatable(new))
    # MiniStack's UpdateService ignores these parameters.
    ecs._services[f"{cluster}/{name}"] |= {
        "enableECSManagedTags": to_bool(new.get("EnableECSManagedTags", False)),
        "propagateTags": new.get("PropagateTags", "NONE"),
    }
    _retag(physical_id, old, new)
    return physical_id, {"ServiceArn": physical_id, "Name": name}


def _service_delete(physical_id: str, properties: Properties) -> None:
    cluster, name = physical_id.split("/")[1:]
    delete_if_exists(_NOT_FOUND, "ecs", "DeleteService", cluster=cluster, service=name, force=True)


register(
    "AWS::ECS::Service",
    create=_service_create,
    update=_service_update,
    delete=_service_delete,
    replaces=("Cluster", "LaunchType", "ServiceName", "DeploymentController"),
    blocking=True,
)
