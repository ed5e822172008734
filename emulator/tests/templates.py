"""Templates for the tests: the base stack, and minimal valid properties of resource types."""

import json
import secrets
from typing import Any

Properties = dict[str, Any]
Base = dict[str, str]


def _trust(*services: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": [*services]}, "Action": "sts:AssumeRole"}],
    }


TRUST = _trust("lambda.amazonaws.com", "monitoring.rds.amazonaws.com", "backup.amazonaws.com", "scheduler.amazonaws.com")


def statement(action: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource, **more}],
    }


def logs_of_domains(resource: str = "*", service: str = "es.amazonaws.com") -> str:
    """Returns a resource policy of CloudWatch Logs, by default one with which every domain can write its logs."""
    return json.dumps(statement("logs:CreateLogStream", resource, Principal={"Service": service}))


def generated(length: int = 24) -> str:
    return secrets.token_hex(length // 2)


def tag(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(pairs.items())]


def dashboard(widgets: int, metrics: int = 1) -> str:
    """Returns the body of a dashboard whose widgets have this number of metrics each."""
    lines = [["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", f"database-{number}"] for number in range(metrics)]
    widget = {"type": "metric", "x": 0, "y": 0, "width": 24, "height": 6, "properties": {"metrics": lines}}
    return json.dumps({"widgets": [widget] * widgets})


def session(host: str) -> dict[str, Any]:
    """Returns the content of a session document that forwards a port to one host."""
    local = {"type": "String", "description": "port of this computer", "default": "0"}
    ports = {"portNumber": "5432", "localPortNumber": "{{ localPortNumber }}"}
    return {
        "schemaVersion": "1.0",
        "description": "forwards a port",
        "sessionType": "Port",
        "parameters": {"localPortNumber": local},
        "properties": {"host": host, "type": "LocalPortForwarding", **ports},
    }


def alarm(name: str, **more: Any) -> Properties:
    """Returns an alarm that the metric Size of the namespace Tests changes to ALARM when it is greater than 1."""
    dimensions = [{"Name": "Of", "Value": name}]
    return {
        "AlarmName": name,
        "MetricName": "Size",
        "Namespace": "Tests",
        "Dimensions": dimensions,
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 1,
        **more,
    }


def nested(base: Base, name: str) -> str:
    """Returns the URL of a template of a nested stack in the base bucket: ``one`` or ``two``."""
    return f"https://s3.eu-west-1.amazonaws.com/{base['Bucket']}/nested/{name}.json"


def nested_template(name: str) -> str:
    properties = {"Type": "String", "Value": {"Ref": "Value"}, "Description": name}
    resources = {"Inner": {"Type": "AWS::SSM::Parameter", "Properties": properties}}
    return json.dumps({"Parameters": {"Value": {"Type": "String"}}, "Resources": resources})


def base_template() -> dict[str, Any]:
    def resource(kind: str, **properties: Any) -> dict[str, Any]:
        return {"Type": kind, "Properties": properties}

    ref = lambda name: {"Ref": name}
    resources = {
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16"),
        "OtherVpc": resource("AWS::EC2::VPC", CidrBlock="10.1.0.0/16"),
        **{
            f"Subnet{zone.upper()}": resource(
                "AWS::EC2::Subnet",
                VpcId=ref("Vpc"),
                CidrBlock=f"10.0.{number}.0/24",
                AvailabilityZone=f"eu-west-1{zone}",
            )
            for number, zone in enumerate("abc")
        },
        "Table": resource("AWS::EC2::RouteTable", VpcId=ref("Vpc")),
        "OtherTable": resource("AWS::EC2::RouteTable", VpcId=ref("Vpc")),
        "Gateway": resource("AWS::EC2::InternetGateway"),
        "Group": resource("AWS::EC2::SecurityGroup", GroupDescription="group", VpcId=ref("Vpc")),
        "OtherGroup": resource("AWS::EC2::SecurityGroup", GroupDescription="other", VpcId=ref("Vpc")),
        "Address": resource("AWS::EC2::EIP", Domain="vpc"),
        "OtherAddress": resource("AWS::EC2::EIP", Domain="vpc"),
        "Key": resource("AWS::KMS::Key", KeyPolicy=statement("kms:*")),
        "OtherKey": resource("AWS::KMS::Key", KeyPolicy=statement("kms:*")),
        "Alarm": resource("AWS::CloudWatch::Alarm", **alarm("base")),
        "OtherAlarm": resource("AWS::CloudWatch::Alarm", **alarm("other")),
        "Schedules": resource("AWS::Scheduler::ScheduleGroup", Name="base"),
        "Logs": resource("AWS::Logs::LogGroup", LogGroupName="base"),
        "OtherLogs": resource("AWS::Logs::LogGroup", LogGroupName="other"),
        **{
            f"{prefix}QueryLogs": resource(
                "AWS::Route53Resolver::ResolverQueryLoggingConfig", DestinationArn={"Fn::GetAtt": ["Logs", "Arn"]}
            )
            for prefix in ("", "Other")
        },
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST),
        "OtherRole": resource("AWS::IAM::Role", AssumeRolePolicyDocument=TRUST),
        "SearchRole": resource("AWS::IAM::ServiceLinkedRole", AWSServiceName="opensearchservice.amazonaws.com"),
        "SearchLogs": resource("AWS::Logs::ResourcePolicy", PolicyName="search", PolicyDocument=logs_of_domains()),
        "TasksRole": resource("AWS::IAM::Role", AssumeRolePolicyDocument=_trust("ecs-tasks.amazonaws.com")),
        "Bucket": resource("AWS::S3::Bucket"),
        "OtherBucket": resource("AWS::S3::Bucket"),
        "Secret": resource("AWS::SecretsManager::Secret", SecretString='{"a": "b"}'),
        "OtherSecret": resource("AWS::SecretsManager::Secret", SecretString='{"a": "b"}'),
        **{
            f"{prefix}{name}": resource(kind, **{described: "group"}, SubnetIds=[ref("SubnetA"), ref("SubnetB")])
            for prefix in ("", "Other")
            for name, kind, described in (
                ("DatabaseSubnets", "AWS::RDS::DBSubnetGroup", "DBSubnetGroupDescription"),
                ("CacheSubnets", "AWS::ElastiCache::SubnetGroup", "Description"),
            )
        },
        **{
            f"{prefix}Parameters": resource("AWS::RDS::DBParameterGroup", Family="postgres18", Description="group")
            for prefix in ("", "Other")
        },
        **{
            f"{prefix}CacheUser": resource(
                "AWS::ElastiCache::User",
                UserId=f"{prefix.lower()}user",
                UserName=f"{prefix.lower()}user",
                Engine="valkey",
                AccessString="on ~* +@all",
                AuthenticationMode={"Type": "password", "Passwords": [generated()]},
            )
            for prefix in ("", "Other")
        },
        **{
            f"{prefix}CacheUsers": resource(
                "AWS::ElastiCache::UserGroup",
                UserGroupId=f"{prefix.lower()}users",
                Engine="valkey",
                UserIds=[ref(f"{prefix}CacheUser")],
            )
            for prefix in ("", "Other")
        },
        **{
            f"{prefix}{name}Parameters": resource(kind, Family=family, Description="group")
            for prefix in ("", "Other")
            for name, kind, family in (
                ("Cluster", "AWS::RDS::DBClusterParameterGroup", "aurora-postgresql17"),
                ("Documents", "AWS::DocDB::DBClusterParameterGroup", "docdb8.0"),
            )
        },
        "Documents5Parameters": resource("AWS::DocDB::DBClusterParameterGroup", Family="docdb5.0", Description="group"),
        "Database": resource("AWS::RDS::DBInstance", **database()),
        "Cluster": resource("AWS::RDS::DBCluster", **aurora()),
        "OtherCluster": resource("AWS::RDS::DBCluster", **aurora()),
        "Documents": resource("AWS::DocDB::DBCluster", **documents()),
        "OtherDocuments": resource("AWS::DocDB::DBCluster", **documents()),
        **{
            f"{prefix}Proxy": resource(
                "AWS::RDS::DBProxy",
                DBProxyName=f"{prefix.lower()}proxy",
                EngineFamily="POSTGRESQL",
                RoleArn={"Fn::GetAtt": ["Role", "Arn"]},
                Auth=[{"AuthScheme": "SECRETS", "SecretArn": ref("Secret")}],
                VpcSubnetIds=[ref("SubnetA"), ref("SubnetB")],
            )
            for prefix in ("", "Other")
        },
        "User": resource("AWS::IAM::User"),
        "OtherUser": resource("AWS::IAM::User"),
        "Boundary": resource("AWS::IAM::ManagedPolicy", PolicyDocument=statement("*")),
        "OtherBoundary": resource("AWS::IAM::ManagedPolicy", PolicyDocument=statement("s3:*")),
        **{
            f"{prefix}Function": resource(
                "AWS::Lambda::Function",
                Code={"ZipFile": "exports.handler = async () => 1"},
                Runtime="nodejs22.x",
                Handler="index.handler",
                Role={"Fn::GetAtt": ["Role", "Arn"]},
            )
            for prefix in ("", "Other", "Uninvokable")
        },
        **{
            f"{prefix}{name}": resource(kind)
            for prefix in ("", "Other")
            for name, kind in (("Queue", "AWS::SQS::Queue"), ("Topic", "AWS::SNS::Topic"))
        },
        **{
            f"{prefix}Invocation": resource(
                "AWS::Lambda::Permission",
                FunctionName=ref(f"{prefix}Function"),
                Action="lambda:InvokeFunction",
                Principal="secretsmanager.amazonaws.com",
            )
            for prefix in ("", "Other")
        },
        **{
            f"{prefix}Vault": resource("AWS::Backup::BackupVault", BackupVaultName=f"{prefix.lower()}vault")
            for prefix in ("", "Other")
        },
        **{
            f"{prefix}Plan": resource("AWS::Backup::BackupPlan", **plan({"Vault": ref("Vault")}))
            for prefix in ("", "Other")
        },
        "Tasks": resource("AWS::ECS::Cluster"),
        "OtherTasks": resource("AWS::ECS::Cluster"),
        "Task": resource("AWS::ECS::TaskDefinition", **task()),
        "OtherTask": resource("AWS::ECS::TaskDefinition", **task()),
    }
    attributes = {
        "KeyArn": ("Key", "Arn"),
        "OtherKeyArn": ("OtherKey", "Arn"),
        "LogsArn": ("Logs", "Arn"),
        "OtherLogsArn": ("OtherLogs", "Arn"),
        "RoleArn": ("Role", "Arn"),
        "OtherRoleArn": ("OtherRole", "Arn"),
        **{
            f"{prefix}{name}Arn": (f"{prefix}{name}", "Arn")
            for prefix in ("", "Other")
            for name in ("Bucket", "Function", "Queue")
        },
        "UninvokableFunctionArn": ("UninvokableFunction", "Arn"),
        "TasksRoleArn": ("TasksRole", "Arn"),
        "Allocation": ("Address", "AllocationId"),
        "OtherAllocation": ("OtherAddress", "AllocationId"),
    }
    return {
        "Resources": resources,
        "Outputs": {
            **{name: {"Value": ref(name)} for name in resources},
            **{name: {"Value": {"Fn::GetAtt": list(path)}} for name, path in attributes.items()},
        },
    }


def database(**more: Any) -> Properties:
    return {
        "Engine": "postgres",
        "EngineVersion": "18",
        "DBInstanceClass": "db.t4g.micro",
        "AllocatedStorage": "20",
        "MasterUsername": "shop",
        "ManageMasterUserPassword": True,
        **more,
    }


def aurora(**more: Any) -> Properties:
    return {
        "Engine": "aurora-postgresql",
        "EngineVersion": "17.4",
        "MasterUsername": "shop",
        "ManageMasterUserPassword": True,
        "ServerlessV2ScalingConfiguration": {"MinCapacity": 0, "MaxCapacity": 4},
        **more,
    }


def documents(**more: Any) -> Properties:
    return {"EngineVersion": "8.0.0", "MasterUsername": "shop", "MasterUserPassword": generated(), **more}


def task(**more: Any) -> Properties:
    return {
        "RequiresCompatibilities": ["FARGATE"],
        "NetworkMode": "awsvpc",
        "Cpu": "256",
        "Memory": "512",
        "ContainerDefinitions": [{"Name": "app", "Image": "example/app:1"}],
        **more,
    }


def table(**more: Any) -> Properties:
    return {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        "BillingMode": "PAY_PER_REQUEST",
        **more,
    }


def imported(base: Base, **more: Any) -> Properties:
    source = {
        "InputFormat": "CSV",
        "InputCompressionType": "NONE",
        "InputFormatOptions": {"Csv": {"Delimiter": ";", "HeaderList": ["pk", "sk"]}},
        "S3BucketSource": {"S3Bucket": base["Bucket"], "S3KeyPrefix": "items/"},
    }
    return table(ImportSourceSpecification=source | more)


def index(name: str, key: str, projection: str = "ALL") -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}],
        "Projection": {"ProjectionType": projection},
    }


def broker(base: Base, **more: Any) -> Properties:
    return {
        "BrokerName": "broker",
        "EngineType": "RABBITMQ",
        "EngineVersion": "4.2",
        "HostInstanceType": "mq.m7g.medium",
        "DeploymentMode": "SINGLE_INSTANCE",
        "PubliclyAccessible": False,
        "AutoMinorVersionUpgrade": True,
        "SubnetIds": [base["SubnetA"]],
        "Users": [{"Username": "shop", "Password": generated()}],
        **more,
    }


def plan(base: Base, **more: Any) -> Properties:
    """Returns a plan with one rule. ``more`` adds properties to the rule."""
    rule = {"RuleName": "daily", "TargetBackupVault": base["Vault"], "ScheduleExpression": "cron(0 5 * * ? *)", **more}
    return {"BackupPlan": {"BackupPlanName": "plan", "BackupPlanRule": [rule]}}


def without(properties: Properties, *names: str) -> Properties:
    return {name: value for name, value in properties.items() if name not in names}
