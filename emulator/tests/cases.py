"""Test cases: every property of every supported type, and the changes that update or replace the resource."""

from collections.abc import Callable
from dataclasses import dataclass

from templates import (
    TRUST,
    Base,
    Properties,
    alarm,
    aurora,
    broker,
    dashboard,
    database,
    documents,
    generated,
    imported,
    index,
    nested,
    plan,
    session,
    statement,
    table,
    tag,
    task,
    without,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A resource with all its properties. ``update`` and ``replace`` return changes to the properties of ``create``."""

    create: Callable[[Base], Properties]
    update: Callable[[Base], Properties] | None = None
    replace: Callable[[Base], Properties] | None = None


CASES: dict[str, Case] = {
    "AWS::AmazonMQ::Broker": Case(
        lambda b: broker(
            b,
            AuthenticationStrategy="SIMPLE",
            EncryptionOptions={"UseAwsOwnedKey": False, "KmsKeyId": b["KeyArn"]},
            Logs={"General": True},
            MaintenanceWindowStartTime={"DayOfWeek": "MONDAY", "TimeOfDay": "02:00", "TimeZone": "UTC"},
            SecurityGroups=[b["Group"]],
            StorageType="EBS",
            Tags=tag(a="1", b="2"),
        ),
        lambda b: {
            "AutoMinorVersionUpgrade": False,
            "HostInstanceType": "mq.m7g.large",
            "Logs": {"General": False},
            "MaintenanceWindowStartTime": {"DayOfWeek": "SUNDAY", "TimeOfDay": "03:00", "TimeZone": "UTC"},
            "SecurityGroups": [b["Group"], b["OtherGroup"]],
            "Tags": tag(b="3"),
            "Users": [{"Username": "admin", "Password": generated()}],
        },
        lambda b: {
            "BrokerName": "broker-2",
            "DeploymentMode": "CLUSTER_MULTI_AZ",
            "SubnetIds": [b["SubnetA"], b["SubnetB"], b["SubnetC"]],
        },
    ),
    "AWS::Backup::BackupPlan": Case(
        lambda b: {
            **plan(
                b,
                ScheduleExpressionTimezone="Europe/Rome",
                StartWindowMinutes=60,
                CompletionWindowMinutes=180,
                Lifecycle={
                    "DeleteAfterDays": 365,
                    "MoveToColdStorageAfterDays": 30,
                    "OptInToArchiveForSupportedResources": True,
                },
                RecoveryPointTags={"kept": "long"},
                CopyActions=[
                    {
                        "DestinationBackupVaultArn": "arn:aws:backup:eu-central-1:123456789012:backup-vault:copies",
                        "Lifecycle": {
                            "DeleteAfterDays": 120,
                            "MoveToColdStorageAfterDays": 30,
                            "OptInToArchiveForSupportedResources": True,
                        },
                    }
                ],
            ),
            "BackupPlanTags": {"a": "1"},
        },
        lambda b: {
            "BackupPlan": {
                "BackupPlanName": "plan-2",
                "BackupPlanRule": [
                    {
                        "RuleName": "hourly",
                        "TargetBackupVault": b["OtherVault"],
                        "ScheduleExpression": "cron(0 * * * ? *)",
                        "EnableContinuousBackup": True,
                        "Lifecycle": {"DeleteAfterDays": 35},
                    }
                ],
            },
            "BackupPlanTags": {"b": "2"},
        },
    ),
    "AWS::Backup::BackupSelection": Case(
        lambda b: {
            "BackupPlanId": b["Plan"],
            "BackupSelection": {
                "SelectionName": "stores",
                "IamRoleArn": b["RoleArn"],
                "Resources": ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"],
                "ListOfTags": [{"ConditionType": "STRINGEQUALS", "ConditionKey": "a", "ConditionValue": "1"}],
            },
        },
        None,
        lambda b: {
            "BackupPlanId": b["OtherPlan"],
            "BackupSelection": {
                "SelectionName": "stores",
                "IamRoleArn": b["OtherRoleArn"],
                "Resources": ["arn:aws:rds:eu-west-1:123456789012:db:orders"],
            },
        },
    ),
    "AWS::Backup::BackupVault": Case(
        lambda b: {
            "BackupVaultName": "safe",
            "EncryptionKeyArn": b["KeyArn"],
            "AccessPolicy": statement("backup:DeleteRecoveryPoint", Principal="*"),
            "LockConfiguration": {"MinRetentionDays": 7, "MaxRetentionDays": 365, "ChangeableForDays": 3},
            "Notifications": {"SNSTopicArn": b["Topic"], "BackupVaultEvents": ["BACKUP_JOB_FAILED"]},
            "BackupVaultTags": {"a": "1"},
        },
        lambda b: {
            "AccessPolicy": statement("backup:*", Principal="*"),
            "LockConfiguration": {"MinRetentionDays": 14, "MaxRetentionDays": 30, "ChangeableForDays": 10},
            "Notifications": {
                "SNSTopicArn": b["OtherTopic"],
                "BackupVaultEvents": ["COPY_JOB_FAILED", "RESTORE_JOB_COMPLETED"],
            },
            "BackupVaultTags": {"b": "2"},
        },
        lambda b: {"BackupVaultName": "safe-2", "EncryptionKeyArn": b["OtherKeyArn"]},
    ),
    "AWS::CloudFormation::Stack": Case(
        lambda b: {"TemplateURL": nested(b, "one"), "Parameters": {"Value": "one"}, "Tags": tag(a="1", b="2")},
        lambda b: {"TemplateURL": nested(b, "two"), "Parameters": {"Value": "two"}, "Tags": tag(b="3")},
    ),
    "AWS::CloudWatch::Alarm": Case(
        lambda b: {
            "AlarmName": "cpu-high",
            "AlarmDescription": "first",
            "ActionsEnabled": False,
            "AlarmActions": [b["Topic"]],
            "OKActions": [b["Topic"]],
            "InsufficientDataActions": [b["OtherTopic"]],
            "MetricName": "CPUUtilization",
            "Namespace": "AWS/RDS",
            "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "orders"}],
            "Statistic": "Average",
            "Unit": "Percent",
            "Period": 60,
            "EvaluationPeriods": 15,
            "DatapointsToAlarm": 10,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 90,
            "TreatMissingData": "breaching",
            "Tags": tag(a="1", b="2"),
        },
        lambda b: {
            "AlarmDescription": "second",
            "ActionsEnabled": True,
            "AlarmActions": [b["OtherTopic"], b["Topic"]],
            "OKActions": [b["OtherTopic"]],
            "InsufficientDataActions": [b["Topic"]],
            "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "baskets"}],
            "Statistic": "Maximum",
            "Period": 300,
            "EvaluationPeriods": 3,
            "DatapointsToAlarm": 3,
            "ComparisonOperator": "LessThanOrEqualToThreshold",
            "Threshold": 0.5,
            "TreatMissingData": "notBreaching",
            "Tags": tag(b="3"),
        },
        lambda b: {"AlarmName": "cpu-high-2"},
    ),
    "AWS::CloudWatch::AlarmMuteRule": Case(
        lambda b: {
            "Name": "nights",
            "Description": "first",
            "MuteTargets": {"AlarmNames": ["one", "two"]},
            "Rule": {"Schedule": {"Expression": "cron(0 20 * * MON-FRI)", "Duration": "PT12H", "Timezone": "UTC"}},
            "StartDate": "2030-01-01T00:00:00",
            "ExpireDate": "2031-01-01T00:00:00",
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "MuteTargets": {"AlarmNames": ["three"]},
            "Rule": {
                "Schedule": {"Expression": "at(2030-05-10T14:00)", "Duration": "P2DT30M", "Timezone": "Europe/Rome"}
            },
            "StartDate": "2030-02-01T12:00:00",
            "ExpireDate": "2031-02-01T12:00:00",
            "Tags": tag(b="2"),
        },
        lambda b: {"Name": "nights-2"},
    ),
    "AWS::CloudWatch::CompositeAlarm": Case(
        lambda b: {
            "AlarmName": "page",
            "AlarmDescription": "first",
            "AlarmRule": f'ALARM("{b["Alarm"]}") OR ALARM("{b["OtherAlarm"]}")',
            "ActionsEnabled": False,
            "AlarmActions": [b["Topic"]],
            "OKActions": [b["Topic"]],
            "InsufficientDataActions": [b["OtherTopic"]],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "AlarmDescription": "second",
            "AlarmRule": f"AT_LEAST(1, ALARM, ({b['Alarm']}, {b['OtherAlarm']})) AND NOT OK({b['Alarm']})",
            "ActionsEnabled": True,
            "AlarmActions": [b["OtherTopic"]],
            "OKActions": [b["OtherTopic"]],
            "InsufficientDataActions": [b["Topic"]],
            "Tags": tag(b="2"),
        },
        lambda b: {"AlarmName": "page-2"},
    ),
    "AWS::CloudWatch::Dashboard": Case(
        lambda b: {"DashboardName": "platform", "DashboardBody": dashboard(widgets=1)},
        lambda b: {"DashboardBody": dashboard(widgets=50)},
        lambda b: {"DashboardName": "platform-2"},
    ),
    "AWS::DocDB::DBCluster": Case(
        lambda b: documents(
            DBClusterIdentifier="documents",
            EngineVersion="8.0.0",
            Port=27018,
            StorageEncrypted=True,
            StorageType="iopt1",
            KmsKeyId=b["KeyArn"],
            DBSubnetGroupName=b["DatabaseSubnets"],
            DBClusterParameterGroupName=b["DocumentsParameters"],
            VpcSecurityGroupIds=[b["Group"]],
            BackupRetentionPeriod=7,
            PreferredBackupWindow="02:00-03:00",
            PreferredMaintenanceWindow="mon:04:00-mon:05:00",
            CopyTagsToSnapshot=True,
            DeletionProtection=False,
            EnableCloudwatchLogsExports=["audit", "profiler"],
            Tags=tag(a="1"),
        ),
        lambda b: {
            "Port": 27019,
            "StorageType": "standard",
            "MasterUserPassword": generated(),
            "VpcSecurityGroupIds": [b["OtherGroup"]],
            "BackupRetentionPeriod": 1,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "tue:04:00-tue:05:00",
            "CopyTagsToSnapshot": False,
            "EnableCloudwatchLogsExports": ["audit"],
            "Tags": tag(b="2"),
        },
        lambda b: {
            "DBClusterIdentifier": "documents-2",
            "KmsKeyId": b["OtherKeyArn"],
            "DBSubnetGroupName": b["OtherDatabaseSubnets"],
            "MasterUsername": "owner",
        },
    ),
    "AWS::DocDB::DBClusterParameterGroup": Case(
        lambda b: {
            "Name": "documents",
            "Family": "docdb8.0",
            "Description": "first",
            "Parameters": {"tls": "enabled"},
            "Tags": tag(a="1"),
        },
        lambda b: {"Parameters": {"tls": "disabled", "audit_logs": "enabled"}, "Tags": tag(b="2")},
        lambda b: {"Name": "documents-2", "Family": "docdb5.0", "Description": "second"},
    ),
    "AWS::DocDB::DBInstance": Case(
        lambda b: {
            "DBInstanceIdentifier": "documents-one",
            "DBClusterIdentifier": b["Documents"],
            "DBInstanceClass": "db.t4g.medium",
            "AvailabilityZone": "eu-west-1b",
            "AutoMinorVersionUpgrade": False,
            "CACertificateIdentifier": "rds-ca-rsa4096-g1",
            "CertificateRotationRestart": False,
            "EnablePerformanceInsights": True,
            "PreferredMaintenanceWindow": "mon:04:00-mon:05:00",
            "Tags": tag(a="1"),
        },
        lambda b: {
            "DBInstanceClass": "db.r8g.large",
            "AutoMinorVersionUpgrade": True,
            "CACertificateIdentifier": "rds-ca-ecc384-g1",
            "EnablePerformanceInsights": False,
            "PreferredMaintenanceWindow": "tue:04:00-tue:05:00",
            "Tags": tag(b="2"),
        },
        lambda b: {
            "DBInstanceIdentifier": "documents-two",
            "DBClusterIdentifier": b["OtherDocuments"],
            "AvailabilityZone": "eu-west-1c",
        },
    ),
    "AWS::DocDB::DBSubnetGroup": Case(
        lambda b: {
            "DBSubnetGroupName": "document-subnets",
            "DBSubnetGroupDescription": "first",
            "SubnetIds": [b["SubnetA"], b["SubnetB"]],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "DBSubnetGroupDescription": "second",
            "SubnetIds": [b["SubnetB"], b["SubnetC"]],
            "Tags": tag(b="2"),
        },
        lambda b: {"DBSubnetGroupName": "document-subnets-2"},
    ),
    "AWS::DynamoDB::GlobalTable": Case(
        lambda b: table(
            TableName="global",
            GlobalSecondaryIndexes=[index("by-sk", "sk")],
            LocalSecondaryIndexes=[{**index("local", "pk"), "KeySchema": table()["KeySchema"]}],
            SSESpecification={"SSEEnabled": True, "SSEType": "KMS"},
            StreamSpecification={"StreamViewType": "NEW_AND_OLD_IMAGES"},
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True},
            Replicas=[
                {
                    "Region": "eu-west-1",
                    "ContributorInsightsSpecification": {"Enabled": True},
                    "DeletionProtectionEnabled": False,
                    "GlobalSecondaryIndexes": [
                        {"IndexName": "by-sk", "ContributorInsightsSpecification": {"Enabled": True}}
                    ],
                    "PointInTimeRecoverySpecification": {
                        "PointInTimeRecoveryEnabled": True,
                        "RecoveryPeriodInDays": 20,
                    },
                    "SSESpecification": {"KMSMasterKeyId": b["KeyArn"]},
                    "TableClass": "STANDARD",
                    "Tags": tag(a="1"),
                }
            ],
        ),
        lambda b: {
            "GlobalSecondaryIndexes": [index("by-sk", "sk"), index("by-sk-too", "sk", "KEYS_ONLY")],
            "StreamSpecification": {"StreamViewType": "KEYS_ONLY"},
            "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": False},
            "Replicas": [
                {
                    "Region": "eu-west-1",
                    "ContributorInsightsSpecification": {"Enabled": False},
                    "DeletionProtectionEnabled": False,
                    "GlobalSecondaryIndexes": [
                        {"IndexName": "by-sk", "ContributorInsightsSpecification": {"Enabled": False}},
                        {"IndexName": "by-sk-too", "ContributorInsightsSpecification": {"Enabled": True}},
                    ],
                    "PointInTimeRecoverySpecification": {
                        "PointInTimeRecoveryEnabled": True,
                        "RecoveryPeriodInDays": 35,
                    },
                    "SSESpecification": {"KMSMasterKeyId": b["OtherKeyArn"]},
                    "TableClass": "STANDARD_INFREQUENT_ACCESS",
                    "Tags": tag(b="2"),
                }
            ],
        },
        lambda b: {"TableName": "global-2"},
    ),
    "AWS::DynamoDB::Table": Case(
        lambda b: table(
            TableName="table",
            ContributorInsightsSpecification={"Enabled": True},
            DeletionProtectionEnabled=False,
            GlobalSecondaryIndexes=[{**index("by-sk", "sk"), "ContributorInsightsSpecification": {"Enabled": True}}],
            LocalSecondaryIndexes=[{**index("local", "pk"), "KeySchema": table()["KeySchema"]}],
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7},
            SSESpecification={"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": b["KeyArn"]},
            StreamSpecification={"StreamViewType": "NEW_IMAGE"},
            TableClass="STANDARD",
            Tags=tag(a="1"),
            TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True},
        ),
        lambda b: {
            "BillingMode": "PROVISIONED",
            "ProvisionedThroughput": {"ReadCapacityUnits": 2, "WriteCapacityUnits": 3},
            "ContributorInsightsSpecification": {"Enabled": False},
            "GlobalSecondaryIndexes": [],
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False},
            "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": b["OtherKeyArn"]},
            "StreamSpecification": {"StreamViewType": "OLD_IMAGE"},
            "TableClass": "STANDARD_INFREQUENT_ACCESS",
            "Tags": tag(b="2"),
            "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": False},
        },
        lambda b: {"TableName": "table-2"},
    ),
    "AWS::EC2::EIP": Case(
        lambda b: {"Domain": "vpc", "Tags": tag(a="1", b="2")},
        lambda b: {"Tags": tag(b="3")},
    ),
    "AWS::EC2::FlowLog": Case(
        lambda b: {
            "ResourceId": b["Vpc"],
            "ResourceType": "VPC",
            "TrafficType": "ALL",
            "LogDestinationType": "cloud-watch-logs",
            "LogGroupName": "base",
            "DeliverLogsPermissionArn": b["RoleArn"],
            "MaxAggregationInterval": 60,
            "LogFormat": "${srcaddr} ${dstaddr}",
            "Tags": tag(a="1"),
        },
        lambda b: {"Tags": tag(b="3")},
        lambda b: {
            "LogGroupName": None,
            "DeliverLogsPermissionArn": None,
            "LogDestinationType": "s3",
            "LogDestination": "arn:aws:s3:::flows",
            "TrafficType": "REJECT",
        },
    ),
    "AWS::EC2::InternetGateway": Case(lambda b: {"Tags": tag(a="1")}, lambda b: {"Tags": tag(b="2")}),
    "AWS::EC2::NatGateway": Case(
        lambda b: {
            "SubnetId": b["SubnetA"],
            "AllocationId": b["Allocation"],
            "ConnectivityType": "public",
            "Tags": tag(a="1"),
        },
        lambda b: {"Tags": tag(b="2")},
        lambda b: {"SubnetId": b["SubnetB"], "AllocationId": b["OtherAllocation"]},
    ),
    "AWS::EC2::Route": Case(
        lambda b: {"RouteTableId": b["Table"], "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": b["Gateway"]},
        lambda b: {"GatewayId": None, "NatGatewayId": "nat-1"},
        lambda b: {"DestinationCidrBlock": "192.168.0.0/16"},
    ),
    "AWS::EC2::RouteTable": Case(
        lambda b: {"VpcId": b["Vpc"], "Tags": tag(a="1")},
        lambda b: {"Tags": tag(b="2")},
        lambda b: {"VpcId": b["OtherVpc"]},
    ),
    "AWS::EC2::SecurityGroup": Case(
        lambda b: {
            "GroupName": "group-1",
            "GroupDescription": "first",
            "VpcId": b["Vpc"],
            "SecurityGroupIngress": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 443,
                    "ToPort": 443,
                    "SourceSecurityGroupId": b["Group"],
                    "Description": "from the group",
                },
                {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "10.0.0.0/16"},
            ],
            "SecurityGroupEgress": [
                {
                    "IpProtocol": "icmp",
                    "FromPort": 252,
                    "ToPort": 86,
                    "CidrIp": "255.255.255.255/32",
                    "Description": "Disallow all traffic",
                },
                {"IpProtocol": "-1", "DestinationSecurityGroupId": b["Group"]},
            ],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "SecurityGroupIngress": [
                {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIpv6": "::/0"},
                {"IpProtocol": "-1", "SourcePrefixListId": "pl-1"},
            ],
            "SecurityGroupEgress": [
                {"IpProtocol": "-1", "CidrIpv6": "::/0"},
                {"IpProtocol": "-1", "DestinationPrefixListId": "pl-1"},
            ],
            "Tags": tag(b="2"),
        },
        lambda b: {"GroupName": "group-2", "GroupDescription": "second", "VpcId": b["OtherVpc"]},
    ),
    "AWS::EC2::SecurityGroupEgress": Case(
        lambda b: {
            "GroupId": b["Group"],
            "IpProtocol": "tcp",
            "FromPort": 1,
            "ToPort": 2,
            "DestinationSecurityGroupId": b["OtherGroup"],
            "Description": "one",
        },
        lambda b: {"Description": "two"},
        lambda b: {"DestinationSecurityGroupId": None, "CidrIp": "10.9.0.0/16"},
    ),
    "AWS::EC2::SecurityGroupIngress": Case(
        lambda b: {
            "GroupId": b["Group"],
            "IpProtocol": "tcp",
            "FromPort": 5432,
            "ToPort": 5432,
            "SourceSecurityGroupId": b["OtherGroup"],
            "Description": "one",
        },
        lambda b: {"Description": "two"},
        lambda b: {"FromPort": 5433, "ToPort": 5433},
    ),
    "AWS::EC2::Subnet": Case(
        lambda b: {
            "VpcId": b["Vpc"],
            "CidrBlock": "10.0.100.0/24",
            "AvailabilityZone": "eu-west-1b",
            "MapPublicIpOnLaunch": False,
            "Tags": tag(a="1"),
        },
        lambda b: {"MapPublicIpOnLaunch": True, "Tags": tag(b="2")},
        lambda b: {"CidrBlock": "10.0.101.0/24", "AvailabilityZone": "eu-west-1c"},
    ),
    "AWS::EC2::SubnetRouteTableAssociation": Case(
        lambda b: {"RouteTableId": b["Table"], "SubnetId": b["SubnetA"]},
        None,
        lambda b: {"RouteTableId": b["OtherTable"]},
    ),
    "AWS::EC2::VPC": Case(
        lambda b: {
            "CidrBlock": "10.2.0.0/16",
            "EnableDnsHostnames": True,
            "EnableDnsSupport": True,
            "InstanceTenancy": "default",
            "Tags": tag(a="1"),
        },
        lambda b: {"EnableDnsHostnames": False, "Tags": tag(b="2")},
        lambda b: {"CidrBlock": "10.3.0.0/16"},
    ),
    "AWS::EC2::VPCEndpoint": Case(
        lambda b: {
            "VpcId": b["Vpc"],
            "ServiceName": "com.amazonaws.eu-west-1.secretsmanager",
            "VpcEndpointType": "Interface",
            "PrivateDnsEnabled": True,
            "SubnetIds": [b["SubnetA"], b["SubnetB"]],
            "SecurityGroupIds": [b["Group"]],
            "PolicyDocument": statement("*", Principal="*"),
            "Tags": tag(a="1"),
        },
        lambda b: {
            "PrivateDnsEnabled": False,
            "SubnetIds": [b["SubnetC"]],
            "SecurityGroupIds": [b["OtherGroup"]],
            "PolicyDocument": statement("secretsmanager:*", Principal="*"),
            "Tags": tag(b="2"),
        },
        lambda b: {
            "ServiceName": "com.amazonaws.eu-west-1.s3",
            "VpcEndpointType": "Gateway",
            "RouteTableIds": [b["Table"]],
            "SubnetIds": None,
            "SecurityGroupIds": None,
            "PrivateDnsEnabled": None,
        },
    ),
    "AWS::EC2::VPCGatewayAttachment": Case(
        lambda b: {"VpcId": b["Vpc"], "InternetGatewayId": b["Gateway"]},
        None,
        lambda b: {"VpcId": b["OtherVpc"]},
    ),
    "AWS::ECR::Repository": Case(
        lambda b: {
            "RepositoryName": "repository",
            "ImageTagMutability": "IMMUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": True},
            "LifecyclePolicy": {"LifecyclePolicyText": '{"rules": []}'},
            "RepositoryPolicyText": statement("ecr:*"),
            "Tags": tag(a="1"),
        },
        lambda b: {
            "ImageTagMutability": "MUTABLE",
            "ImageScanningConfiguration": {"ScanOnPush": False},
            "LifecyclePolicy": {"LifecyclePolicyText": '{"rules": [1]}'},
            "RepositoryPolicyText": statement("ecr:Get*"),
            "Tags": tag(b="2"),
        },
        lambda b: {"RepositoryName": "repository-2"},
    ),
    "AWS::ECS::Cluster": Case(
        lambda b: {
            "ClusterName": "tasks",
            "ClusterSettings": [{"Name": "containerInsights", "Value": "enhanced"}],
            "Configuration": {"ExecuteCommandConfiguration": {"Logging": "DEFAULT", "KmsKeyId": b["KeyArn"]}},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "ClusterSettings": [{"Name": "containerInsights", "Value": "disabled"}],
            "Configuration": {"ExecuteCommandConfiguration": {"Logging": "NONE"}},
            "Tags": tag(b="2"),
        },
        lambda b: {"ClusterName": "tasks-2"},
    ),
    "AWS::ECS::Service": Case(
        lambda b: {
            "ServiceName": "service",
            "Cluster": b["Tasks"],
            "TaskDefinition": b["Task"],
            "LaunchType": "FARGATE",
            "PlatformVersion": "1.4.0",
            "DesiredCount": 2,
            "DeploymentConfiguration": {
                "MaximumPercent": 150,
                "MinimumHealthyPercent": 50,
                "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
                "Alarms": {"AlarmNames": ["alarm"], "Enable": True, "Rollback": False},
            },
            "DeploymentController": {"Type": "ECS"},
            "EnableECSManagedTags": True,
            "EnableExecuteCommand": True,
            "NetworkConfiguration": {
                "AwsvpcConfiguration": {
                    "AssignPublicIp": "DISABLED",
                    "SecurityGroups": [b["Group"]],
                    "Subnets": [b["SubnetA"], b["SubnetB"]],
                }
            },
            "PropagateTags": "SERVICE",
            "Tags": tag(a="1"),
        },
        lambda b: {
            "TaskDefinition": b["OtherTask"],
            "PlatformVersion": "LATEST",
            "DesiredCount": 1,
            "DeploymentConfiguration": {"MaximumPercent": 200, "MinimumHealthyPercent": 100},
            "EnableECSManagedTags": False,
            "EnableExecuteCommand": False,
            "NetworkConfiguration": {
                "AwsvpcConfiguration": {
                    "AssignPublicIp": "ENABLED",
                    "SecurityGroups": [b["OtherGroup"]],
                    "Subnets": [b["SubnetC"]],
                }
            },
            "PropagateTags": "TASK_DEFINITION",
            "Tags": tag(b="2"),
        },
        lambda b: {"Cluster": b["OtherTasks"], "ServiceName": "service-2"},
    ),
    "AWS::ECS::TaskDefinition": Case(
        lambda b: task(
            Family="family",
            ExecutionRoleArn=b["RoleArn"],
            TaskRoleArn=b["OtherRoleArn"],
            EphemeralStorage={"SizeInGiB": 30},
            RuntimePlatform={"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"},
            Volumes=[{"Name": "scratch"}],
            ContainerDefinitions=[
                {
                    "Name": "app",
                    "Image": "example/app:1",
                    "Essential": True,
                    "Environment": [{"Name": "A", "Value": "1"}],
                    "Secrets": [{"Name": "PASSWORD", "ValueFrom": f"{b['Secret']}:a::"}],
                    "LogConfiguration": {
                        "LogDriver": "awslogs",
                        "Options": {"awslogs-group": "base", "awslogs-region": "eu-west-1", "mode": "non-blocking"},
                    },
                    "PortMappings": [{"ContainerPort": 8080, "Protocol": "tcp", "AppProtocol": "http"}],
                    "MountPoints": [{"ContainerPath": "/tmp", "ReadOnly": False, "SourceVolume": "scratch"}],
                    "HealthCheck": {"Command": ["CMD", "true"], "Interval": 30, "Retries": 3, "Timeout": 5},
                    "LinuxParameters": {"InitProcessEnabled": True, "Capabilities": {"Drop": ["ALL"]}},
                    "DockerLabels": {"Some.Label": "x"},
                    "ReadonlyRootFilesystem": True,
                    "User": "1000",
                }
            ],
            Tags=tag(a="1"),
        ),
        lambda b: {"Tags": tag(b="2")},
        lambda b: {"Cpu": "512", "Memory": "1024"},
    ),
    "AWS::ElastiCache::ReplicationGroup": Case(
        lambda b: {
            "ReplicationGroupId": "cache",
            "ReplicationGroupDescription": "first",
            "Engine": "valkey",
            "EngineVersion": "9.0",
            "CacheNodeType": "cache.t4g.small",
            "NumCacheClusters": 2,
            "AutomaticFailoverEnabled": True,
            "MultiAZEnabled": True,
            "TransitEncryptionEnabled": True,
            "TransitEncryptionMode": "required",
            "AtRestEncryptionEnabled": True,
            "KmsKeyId": b["KeyArn"],
            "AutoMinorVersionUpgrade": True,
            "CacheParameterGroupName": "default.valkey9",
            "CacheSubnetGroupName": b["CacheSubnets"],
            "Port": 6380,
            "PreferredMaintenanceWindow": "mon:01:00-mon:02:00",
            "SecurityGroupIds": [b["Group"]],
            "SnapshotRetentionLimit": 3,
            "SnapshotWindow": "03:00-04:00",
            "UserGroupIds": ["users"],
            "LogDeliveryConfigurations": [
                {
                    "LogType": "slow-log",
                    "LogFormat": "json",
                    "DestinationType": "cloudwatch-logs",
                    "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": "base"}},
                }
            ],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "ReplicationGroupDescription": "second",
            "EngineVersion": "9.1",
            "CacheNodeType": "cache.t4g.medium",
            "NumCacheClusters": 3,
            "MultiAZEnabled": False,
            "TransitEncryptionMode": "preferred",
            "AutoMinorVersionUpgrade": False,
            "CacheParameterGroupName": "default.valkey9.other",
            "PreferredMaintenanceWindow": "tue:01:00-tue:02:00",
            "SecurityGroupIds": [b["OtherGroup"]],
            "SnapshotRetentionLimit": 0,
            "SnapshotWindow": "05:00-06:00",
            "UserGroupIds": ["otherusers"],
            "LogDeliveryConfigurations": [
                {
                    "LogType": "engine-log",
                    "LogFormat": "text",
                    "DestinationType": "cloudwatch-logs",
                    "DestinationDetails": {"CloudWatchLogsDetails": {"LogGroup": "other"}},
                }
            ],
            "Tags": tag(b="2"),
        },
        lambda b: {
            "ReplicationGroupId": "cache-2",
            "KmsKeyId": b["OtherKeyArn"],
            "CacheSubnetGroupName": b["OtherCacheSubnets"],
            "Port": 6381,
        },
    ),
    "AWS::ElastiCache::SubnetGroup": Case(
        lambda b: {
            "CacheSubnetGroupName": "cache-subnets",
            "Description": "first",
            "SubnetIds": [b["SubnetA"]],
            "Tags": tag(a="1"),
        },
        lambda b: {"Description": "second", "SubnetIds": [b["SubnetB"], b["SubnetC"]], "Tags": tag(b="2")},
        lambda b: {"CacheSubnetGroupName": "cache-subnets-2"},
    ),
    "AWS::ElastiCache::User": Case(
        lambda b: {
            "UserId": "orders",
            "UserName": "orders",
            "Engine": "redis",
            "AccessString": "on ~orders:* +@all",
            "AuthenticationMode": {"Type": "password", "Passwords": [generated()]},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "AccessString": "on ~* +@read",
            "AuthenticationMode": None,
            "NoPasswordRequired": True,
            "Tags": tag(b="2"),
        },
        lambda b: {"UserId": "orders-2", "UserName": "orders-2"},
    ),
    "AWS::ElastiCache::UserGroup": Case(
        lambda b: {"UserGroupId": "group", "Engine": "valkey", "UserIds": ["user"], "Tags": tag(a="1")},
        lambda b: {"UserIds": ["otheruser"], "Tags": tag(b="2")},
        lambda b: {"UserGroupId": "group-2"},
    ),
    "AWS::Events::Rule": Case(
        lambda b: {
            "Name": "rotations",
            "Description": "first",
            "EventBusName": "default",
            "EventPattern": {"source": ["aws.secretsmanager"], "detail": {"eventName": ["RotationFailed"]}},
            "State": "ENABLED",
            "Targets": [
                {
                    "Id": "topic",
                    "Arn": b["Topic"],
                    "InputTransformer": {
                        "InputPathsMap": {"secret": "$.detail.additionalEventData.SecretId"},
                        "InputTemplate": '"The rotation of <secret> failed."',
                    },
                    "RetryPolicy": {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 3},
                },
                {"Id": "other", "Arn": b["OtherTopic"], "Input": '{"a":1}'},
            ],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "EventPattern": {"source": ["aws.backup"], "detail": {"state": ["FAILED", "EXPIRED"]}},
            "ScheduleExpression": "rate(1 day)",
            "State": "DISABLED",
            "Targets": [{"Id": "other", "Arn": b["OtherTopic"], "InputPath": "$.detail"}],
            "Tags": tag(b="2"),
        },
        lambda b: {"Name": "rotations-2"},
    ),
    "AWS::IAM::ManagedPolicy": Case(
        lambda b: {
            "ManagedPolicyName": "managed",
            "Description": "first",
            "Path": "/a/",
            "PolicyDocument": statement("s3:GetObject"),
            "Roles": [b["Role"]],
            "Users": [b["User"]],
        },
        lambda b: {
            "PolicyDocument": statement("s3:PutObject"),
            "Roles": [b["OtherRole"]],
            "Users": [b["OtherUser"]],
        },
        lambda b: {"ManagedPolicyName": "managed-2", "Path": "/b/", "Description": "second"},
    ),
    "AWS::IAM::Policy": Case(
        lambda b: {
            "PolicyName": "inline",
            "PolicyDocument": statement("s3:GetObject"),
            "Roles": [b["Role"]],
            "Users": [b["User"]],
        },
        lambda b: {
            "PolicyDocument": statement("s3:PutObject"),
            "Roles": [b["OtherRole"]],
            "Users": [b["OtherUser"]],
        },
    ),
    "AWS::IAM::Role": Case(
        lambda b: {
            "RoleName": "role",
            "Path": "/",
            "Description": "first",
            "AssumeRolePolicyDocument": TRUST,
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
            "MaxSessionDuration": 3600,
            "PermissionsBoundary": b["Boundary"],
            "Policies": [{"PolicyName": "inline", "PolicyDocument": statement("s3:GetObject")}],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "ManagedPolicyArns": [],
            "MaxSessionDuration": 7200,
            "PermissionsBoundary": b["OtherBoundary"],
            "Policies": [{"PolicyName": "other", "PolicyDocument": statement("s3:PutObject")}],
            "Tags": tag(b="2"),
        },
        lambda b: {"RoleName": "role-2", "Path": "/x/"},
    ),
    "AWS::IAM::ServiceLinkedRole": Case(
        lambda b: {"AWSServiceName": "elasticache.amazonaws.com", "Description": "first"},
        lambda b: {"Description": "second"},
        lambda b: {"AWSServiceName": "es.amazonaws.com"},
    ),
    "AWS::IAM::User": Case(
        lambda b: {
            "UserName": "user",
            "Path": "/a/",
            "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            "PermissionsBoundary": b["Boundary"],
            "Policies": [{"PolicyName": "inline", "PolicyDocument": statement("s3:GetObject")}],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Path": "/b/",
            "ManagedPolicyArns": [],
            "PermissionsBoundary": b["OtherBoundary"],
            "Policies": [{"PolicyName": "other", "PolicyDocument": statement("s3:PutObject")}],
            "Tags": tag(b="2"),
        },
        lambda b: {"UserName": "user-2"},
    ),
    "AWS::KMS::Alias": Case(
        lambda b: {"AliasName": "alias/one", "TargetKeyId": b["Key"]},
        lambda b: {"TargetKeyId": b["OtherKey"]},
        lambda b: {"AliasName": "alias/two"},
    ),
    "AWS::KMS::Key": Case(
        lambda b: {
            "Description": "first",
            "Enabled": True,
            "EnableKeyRotation": True,
            "RotationPeriodInDays": 180,
            "KeyPolicy": statement("kms:*"),
            "KeySpec": "SYMMETRIC_DEFAULT",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "PendingWindowInDays": 7,
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "Enabled": False,
            "RotationPeriodInDays": 90,
            "KeyPolicy": statement("kms:Decrypt"),
            "Tags": tag(b="2"),
        },
    ),
    "AWS::Lambda::Function": Case(
        lambda b: {
            "FunctionName": "function",
            "Code": {"ZipFile": "exports.handler = async () => 1"},
            "Runtime": "nodejs22.x",
            "Handler": "index.handler",
            "Role": b["RoleArn"],
            "Timeout": 10,
            "MemorySize": 128,
            "Description": "first",
            "Architectures": ["arm64"],
            "Environment": {"Variables": {"A": "1"}},
            "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "base"},
            "KmsKeyArn": b["KeyArn"],
            "DeadLetterConfig": {"TargetArn": b["QueueArn"]},
            "EphemeralStorage": {"Size": 1024},
            "ReservedConcurrentExecutions": 2,
            "TracingConfig": {"Mode": "Active"},
            "VpcConfig": {"SubnetIds": [b["SubnetA"], b["SubnetB"]], "SecurityGroupIds": [b["Group"]]},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Code": {"ZipFile": "exports.handler = async () => 2"},
            "Runtime": "nodejs24.x",
            "Handler": "index.other",
            "Role": b["OtherRoleArn"],
            "Timeout": 20,
            "MemorySize": 256,
            "Description": "second",
            "Architectures": ["x86_64"],
            "Environment": {"Variables": {"B": "2"}},
            "LoggingConfig": {"LogFormat": "Text", "LogGroup": "other"},
            "KmsKeyArn": b["OtherKeyArn"],
            "DeadLetterConfig": {"TargetArn": b["OtherQueueArn"]},
            "EphemeralStorage": {"Size": 512},
            "ReservedConcurrentExecutions": 0,
            "TracingConfig": {"Mode": "PassThrough"},
            "VpcConfig": {"SubnetIds": [b["SubnetC"]], "SecurityGroupIds": [b["OtherGroup"]]},
            "Tags": tag(b="2"),
        },
        lambda b: {"FunctionName": "function-2"},
    ),
    "AWS::Lambda::Permission": Case(
        lambda b: {
            "FunctionName": b["Function"],
            "Action": "lambda:InvokeFunction",
            "Principal": "events.amazonaws.com",
            "PrincipalOrgID": "o-1234567890",
            "SourceAccount": "123456789012",
            "SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/one",
        },
        None,
        lambda b: {
            "FunctionName": b["OtherFunction"],
            "SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/two",
        },
    ),
    "AWS::Logs::LogGroup": Case(
        lambda b: {
            "LogGroupName": "logs",
            "RetentionInDays": 7,
            "KmsKeyId": b["KeyArn"],
            "LogGroupClass": "STANDARD",
            "Tags": tag(a="1"),
        },
        lambda b: {"RetentionInDays": 30, "KmsKeyId": b["OtherKeyArn"], "Tags": tag(b="2")},
        lambda b: {"LogGroupName": "logs-2"},
    ),
    "AWS::Logs::ResourcePolicy": Case(
        lambda b: {"PolicyName": "policy", "PolicyDocument": '{"Statement": [1]}'},
        lambda b: {"PolicyDocument": '{"Statement": [2]}'},
        lambda b: {"PolicyName": "policy-2"},
    ),
    "AWS::OpenSearchService::Domain": Case(
        lambda b: {
            "DomainName": "search",
            "EngineVersion": "OpenSearch_3.5",
            "ClusterConfig": {
                "InstanceType": "r7g.large.search",
                "InstanceCount": 3,
                "DedicatedMasterEnabled": True,
                "DedicatedMasterType": "m7g.large.search",
                "DedicatedMasterCount": 3,
                "ZoneAwarenessEnabled": True,
                "ZoneAwarenessConfig": {"AvailabilityZoneCount": 3},
                "MultiAZWithStandbyEnabled": True,
            },
            "EBSOptions": {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 100},
            "VPCOptions": {
                "SubnetIds": [b["SubnetA"], b["SubnetB"], b["SubnetC"]],
                "SecurityGroupIds": [b["Group"]],
            },
            "EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": b["KeyArn"]},
            "NodeToNodeEncryptionOptions": {"Enabled": True},
            "DomainEndpointOptions": {"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
            "AdvancedOptions": {"override_main_response_version": "false"},
            "AdvancedSecurityOptions": {
                "Enabled": True,
                "AnonymousAuthEnabled": False,
                "InternalUserDatabaseEnabled": False,
                "MasterUserOptions": {"MasterUserARN": b["RoleArn"]},
            },
            "AccessPolicies": statement("es:ESHttp*", Principal={"AWS": "*"}),
            "LogPublishingOptions": {
                "ES_APPLICATION_LOGS": {"CloudWatchLogsLogGroupArn": b["LogsArn"], "Enabled": True}
            },
            "OffPeakWindowOptions": {"Enabled": True},
            "SoftwareUpdateOptions": {"AutoSoftwareUpdateEnabled": True},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "EngineVersion": "OpenSearch_3.7",
            "ClusterConfig": {
                "InstanceType": "t3.small.search",
                "InstanceCount": 1,
                "DedicatedMasterEnabled": False,
                "ZoneAwarenessEnabled": False,
                "MultiAZWithStandbyEnabled": False,
            },
            "EBSOptions": {"EBSEnabled": True, "VolumeType": "gp3", "VolumeSize": 20},
            "VPCOptions": {"SubnetIds": [b["SubnetC"]], "SecurityGroupIds": [b["OtherGroup"]]},
            "AdvancedSecurityOptions": {
                "Enabled": True,
                "AnonymousAuthEnabled": False,
                "InternalUserDatabaseEnabled": True,
                "MasterUserOptions": {"MasterUserName": "shop", "MasterUserPassword": generated()},
            },
            "LogPublishingOptions": {"AUDIT_LOGS": {"CloudWatchLogsLogGroupArn": b["OtherLogsArn"], "Enabled": True}},
            "Tags": tag(b="2"),
        },
        lambda b: {"DomainName": "search-2"},
    ),
    "AWS::RDS::DBCluster": Case(
        lambda b: aurora(
            DBClusterIdentifier="aurora",
            DatabaseName="orders",
            Port=5433,
            ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 8, "SecondsUntilAutoPause": 600},
            StorageEncrypted=True,
            StorageType="aurora-iopt1",
            KmsKeyId=b["KeyArn"],
            MasterUserSecret={"KmsKeyId": b["KeyArn"]},
            DBSubnetGroupName=b["DatabaseSubnets"],
            DBClusterParameterGroupName=b["ClusterParameters"],
            VpcSecurityGroupIds=[b["Group"]],
            BackupRetentionPeriod=7,
            PreferredBackupWindow="02:00-03:00",
            PreferredMaintenanceWindow="mon:04:00-mon:05:00",
            CopyTagsToSnapshot=True,
            DeletionProtection=False,
            DeleteAutomatedBackups=True,
            AutoMinorVersionUpgrade=True,
            EnableHttpEndpoint=True,
            EnableIAMDatabaseAuthentication=True,
            EnableCloudwatchLogsExports=["postgresql", "instance"],
            MonitoringInterval=60,
            MonitoringRoleArn=b["RoleArn"],
            PerformanceInsightsEnabled=True,
            PerformanceInsightsRetentionPeriod=465,
            PerformanceInsightsKmsKeyId=b["KeyArn"],
            DatabaseInsightsMode="advanced",
            Tags=tag(a="1"),
        ),
        lambda b: {
            "EngineVersion": "17.5",
            "Port": 5434,
            "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 16},
            "StorageType": "aurora",
            "MasterUserSecret": {"KmsKeyId": b["OtherKeyArn"]},
            "DBClusterParameterGroupName": b["OtherClusterParameters"],
            "VpcSecurityGroupIds": [b["OtherGroup"]],
            "BackupRetentionPeriod": 1,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "tue:04:00-tue:05:00",
            "CopyTagsToSnapshot": False,
            "AutoMinorVersionUpgrade": False,
            "EnableHttpEndpoint": False,
            "EnableIAMDatabaseAuthentication": False,
            "EnableCloudwatchLogsExports": ["iam-db-auth-error"],
            "MonitoringInterval": 15,
            "MonitoringRoleArn": b["OtherRoleArn"],
            "PerformanceInsightsRetentionPeriod": 731,
            "DatabaseInsightsMode": "standard",
            "Tags": tag(b="2"),
        },
        lambda b: {
            "DBClusterIdentifier": "aurora-2",
            "DatabaseName": "orders2",
            "KmsKeyId": b["OtherKeyArn"],
            "MasterUsername": "owner",
            "DBSubnetGroupName": b["OtherDatabaseSubnets"],
        },
    ),
    "AWS::RDS::DBClusterParameterGroup": Case(
        lambda b: {
            "DBClusterParameterGroupName": "cluster-parameters",
            "Family": "aurora-postgresql17",
            "Description": "first",
            "Parameters": {"rds.force_ssl": "1"},
            "Tags": tag(a="1"),
        },
        lambda b: {"Parameters": {"rds.force_ssl": "0", "log_connections": "1"}, "Tags": tag(b="2")},
        lambda b: {
            "DBClusterParameterGroupName": "cluster-parameters-2",
            "Family": "aurora-postgresql16",
            "Description": "second",
        },
    ),
    "AWS::RDS::DBInstance": Case(
        lambda b: database(
            DBInstanceIdentifier="orders",
            DBName="orders",
            Port="5433",
            MultiAZ=True,
            StorageType="gp3",
            MaxAllocatedStorage=100,
            StorageEncrypted=True,
            KmsKeyId=b["KeyArn"],
            MasterUserSecret={"KmsKeyId": b["KeyArn"]},
            DBSubnetGroupName=b["DatabaseSubnets"],
            DBParameterGroupName=b["Parameters"],
            VPCSecurityGroups=[b["Group"]],
            BackupRetentionPeriod=7,
            PreferredBackupWindow="02:00-03:00",
            PreferredMaintenanceWindow="mon:04:00-mon:05:00",
            CopyTagsToSnapshot=True,
            DeletionProtection=False,
            AllowMajorVersionUpgrade=True,
            DeleteAutomatedBackups=True,
            AutoMinorVersionUpgrade=True,
            EnableIAMDatabaseAuthentication=True,
            EnableCloudwatchLogsExports=["postgresql", "upgrade"],
            MonitoringInterval=60,
            MonitoringRoleArn=b["RoleArn"],
            EnablePerformanceInsights=True,
            PerformanceInsightsRetentionPeriod=465,
            PerformanceInsightsKMSKeyId=b["KeyArn"],
            DatabaseInsightsMode="advanced",
            CACertificateIdentifier="rds-ca-ecc384-g1",
            PubliclyAccessible=False,
            Tags=tag(a="1"),
        ),
        lambda b: {
            "DBInstanceClass": "db.t4g.small",
            "AllocatedStorage": "30",
            "EngineVersion": "18.1",
            "Port": "5434",
            "MultiAZ": False,
            "StorageType": "io2",
            "MaxAllocatedStorage": 200,
            "MasterUserSecret": {"KmsKeyId": b["OtherKeyArn"]},
            "DBParameterGroupName": b["OtherParameters"],
            "VPCSecurityGroups": [b["OtherGroup"]],
            "BackupRetentionPeriod": 1,
            "PreferredBackupWindow": "03:00-04:00",
            "PreferredMaintenanceWindow": "tue:04:00-tue:05:00",
            "CopyTagsToSnapshot": False,
            "AutoMinorVersionUpgrade": False,
            "EnableIAMDatabaseAuthentication": False,
            "EnableCloudwatchLogsExports": ["upgrade"],
            "MonitoringInterval": 15,
            "MonitoringRoleArn": b["OtherRoleArn"],
            "PerformanceInsightsRetentionPeriod": 731,
            "DatabaseInsightsMode": "standard",
            "CACertificateIdentifier": "rds-ca-rsa4096-g1",
            "PubliclyAccessible": True,
            "Tags": tag(b="2"),
        },
        lambda b: {
            "DBInstanceIdentifier": "orders-2",
            "DBName": "orders2",
            "KmsKeyId": b["OtherKeyArn"],
            "MasterUsername": "owner",
            "DBSubnetGroupName": b["OtherDatabaseSubnets"],
        },
    ),
    "AWS::RDS::DBParameterGroup": Case(
        lambda b: {
            "DBParameterGroupName": "parameters",
            "Family": "postgres18",
            "Description": "first",
            "Parameters": {"rds.force_ssl": "1"},
            "Tags": tag(a="1"),
        },
        lambda b: {"Parameters": {"rds.force_ssl": "0", "log_connections": "1"}, "Tags": tag(b="2")},
        lambda b: {"DBParameterGroupName": "parameters-2", "Family": "postgres17", "Description": "second"},
    ),
    "AWS::RDS::DBProxy": Case(
        lambda b: {
            "DBProxyName": "pool",
            "EngineFamily": "POSTGRESQL",
            "RoleArn": b["RoleArn"],
            "Auth": [
                {
                    "AuthScheme": "SECRETS",
                    "ClientPasswordAuthType": "POSTGRES_SCRAM_SHA_256",
                    "IAMAuth": "REQUIRED",
                    "SecretArn": b["Secret"],
                }
            ],
            "DebugLogging": True,
            "DefaultAuthScheme": "IAM_AUTH",
            "IdleClientTimeout": 300,
            "RequireTLS": True,
            "VpcSecurityGroupIds": [b["Group"]],
            "VpcSubnetIds": [b["SubnetA"], b["SubnetB"]],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "RoleArn": b["OtherRoleArn"],
            "Auth": [{"AuthScheme": "SECRETS", "IAMAuth": "DISABLED", "SecretArn": b["OtherSecret"]}],
            "DebugLogging": False,
            "DefaultAuthScheme": "NONE",
            "IdleClientTimeout": 600,
            "RequireTLS": False,
            "VpcSecurityGroupIds": [b["OtherGroup"]],
            "Tags": tag(b="2"),
        },
        lambda b: {"DBProxyName": "pool-2", "VpcSubnetIds": [b["SubnetB"], b["SubnetC"]]},
    ),
    "AWS::RDS::DBProxyTargetGroup": Case(
        lambda b: {
            "DBProxyName": b["Proxy"],
            "TargetGroupName": "default",
            "DBClusterIdentifiers": [b["Cluster"]],
            "ConnectionPoolConfigurationInfo": {
                "ConnectionBorrowTimeout": 60,
                "InitQuery": "SET x=1",
                "MaxConnectionsPercent": 80,
                "MaxIdleConnectionsPercent": 20,
                "SessionPinningFilters": ["EXCLUDE_VARIABLE_SETS"],
            },
            "Tags": tag(a="1"),
        },
        lambda b: {
            "DBClusterIdentifiers": None,
            "DBInstanceIdentifiers": [b["Database"]],
            "Tags": tag(b="2"),
            "ConnectionPoolConfigurationInfo": {"ConnectionBorrowTimeout": 30, "MaxConnectionsPercent": 90},
        },
        lambda b: {"DBProxyName": b["OtherProxy"]},
    ),
    "AWS::RDS::DBSubnetGroup": Case(
        lambda b: {
            "DBSubnetGroupName": "subnets",
            "DBSubnetGroupDescription": "first",
            "SubnetIds": [b["SubnetA"], b["SubnetB"]],
            "Tags": tag(a="1"),
        },
        lambda b: {
            "DBSubnetGroupDescription": "second",
            "SubnetIds": [b["SubnetB"], b["SubnetC"]],
            "Tags": tag(b="2"),
        },
        lambda b: {"DBSubnetGroupName": "subnets-2"},
    ),
    "AWS::RDS::EventSubscription": Case(
        lambda b: {
            "SubscriptionName": "events",
            "SnsTopicArn": b["Topic"],
            "SourceType": "db-instance",
            "SourceIds": [b["Database"]],
            "EventCategories": ["failure", "maintenance"],
            "Enabled": True,
            "Tags": tag(a="1"),
        },
        lambda b: {
            "SourceType": "db-cluster",
            "SourceIds": [b["Cluster"], b["OtherCluster"]],
            "EventCategories": ["configuration change"],
            "Enabled": False,
            "Tags": tag(b="2"),
        },
        lambda b: {"SubscriptionName": "events-2", "SnsTopicArn": b["OtherTopic"]},
    ),
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": Case(
        lambda b: {"DestinationArn": b["LogsArn"], "Name": "queries", "Tags": tag(a="1", b="2")},
        lambda b: {"Tags": tag(b="3")},
        lambda b: {"DestinationArn": b["OtherLogsArn"], "Name": "queries-2"},
    ),
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": Case(
        lambda b: {"ResolverQueryLogConfigId": b["QueryLogs"], "ResourceId": b["Vpc"]},
        None,
        lambda b: {"ResolverQueryLogConfigId": b["OtherQueryLogs"], "ResourceId": b["OtherVpc"]},
    ),
    "AWS::S3::Bucket": Case(
        lambda b: {
            "BucketName": "bucket-1",
            "AccessControl": "LogDeliveryWrite",
            "VersioningConfiguration": {"Status": "Enabled"},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {
                        "BucketKeyEnabled": True,
                        "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": b["KeyArn"]},
                    }
                ]
            },
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
            "CorsConfiguration": {
                "CorsRules": [
                    {
                        "Id": "web",
                        "AllowedHeaders": ["*"],
                        "AllowedMethods": ["GET"],
                        "AllowedOrigins": ["https://shop.example"],
                        "ExposedHeaders": ["ETag"],
                        "MaxAge": 60,
                    }
                ]
            },
            "LifecycleConfiguration": {
                "Rules": [
                    {
                        "Id": "old",
                        "Status": "Enabled",
                        "Prefix": "old/",
                        "ExpirationInDays": 365,
                        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
                        "NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 2},
                        "NoncurrentVersionTransitions": [
                            {"StorageClass": "GLACIER", "TransitionInDays": 40, "NewerNoncurrentVersions": 3}
                        ],
                        "Transitions": [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}],
                    }
                ]
            },
            "LoggingConfiguration": {"DestinationBucketName": b["Bucket"], "LogFilePrefix": "access/"},
            "Tags": tag(a="1"),
        },
        lambda b: {
            "AccessControl": "Private",
            "VersioningConfiguration": {"Status": "Suspended"},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [
                    {"BucketKeyEnabled": False, "ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
                ]
            },
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": False,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": False,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]},
            "CorsConfiguration": None,
            "LifecycleConfiguration": {
                "Rules": [{"Id": "new", "Status": "Disabled", "Prefix": "", "ExpiredObjectDeleteMarker": True}]
            },
            "LoggingConfiguration": {"DestinationBucketName": b["OtherBucket"], "LogFilePrefix": ""},
            "Tags": tag(b="2"),
        },
        lambda b: {"BucketName": "bucket-2"},
    ),
    "AWS::S3::BucketPolicy": Case(
        lambda b: {"Bucket": b["Bucket"], "PolicyDocument": statement("s3:GetObject", Principal="*")},
        lambda b: {"PolicyDocument": statement("s3:PutObject", Principal="*")},
        lambda b: {"Bucket": b["OtherBucket"]},
    ),
    "AWS::SNS::Subscription": Case(
        lambda b: {
            "TopicArn": b["Topic"],
            "Protocol": "sqs",
            "Endpoint": b["QueueArn"],
            "DeliveryPolicy": {"throttlePolicy": {"maxReceivesPerSecond": 1}},
            "FilterPolicy": {"kind": ["order"]},
            "FilterPolicyScope": "MessageBody",
            "RawMessageDelivery": True,
            "RedrivePolicy": {"deadLetterTargetArn": b["OtherQueueArn"]},
            "SubscriptionRoleArn": b["RoleArn"],
        },
        lambda b: {
            "DeliveryPolicy": {"throttlePolicy": {"maxReceivesPerSecond": 2}},
            "FilterPolicy": {"kind": ["basket"]},
            "FilterPolicyScope": "MessageAttributes",
            "RawMessageDelivery": False,
            "RedrivePolicy": {"deadLetterTargetArn": b["QueueArn"]},
            "SubscriptionRoleArn": b["OtherRoleArn"],
        },
        lambda b: {"TopicArn": b["OtherTopic"], "Protocol": "lambda", "Endpoint": b["FunctionArn"]},
    ),
    "AWS::SNS::Topic": Case(
        lambda b: {
            "TopicName": "topic",
            "DisplayName": "first",
            "KmsMasterKeyId": b["KeyArn"],
            "SignatureVersion": "2",
            "TracingConfig": "Active",
            "Tags": tag(a="1"),
        },
        lambda b: {
            "DisplayName": "second",
            "KmsMasterKeyId": b["OtherKey"],
            "SignatureVersion": "1",
            "TracingConfig": "PassThrough",
            "Tags": tag(b="2"),
        },
        lambda b: {"TopicName": "topic-2"},
    ),
    "AWS::SNS::TopicPolicy": Case(
        lambda b: {
            "Topics": [b["OtherTopic"], b["Topic"]],
            "PolicyDocument": statement("sns:Publish", Principal={"Service": "events.rds.amazonaws.com"}),
        },
        lambda b: {
            "Topics": [b["OtherTopic"]],
            "PolicyDocument": statement("sns:Publish", Principal={"Service": "backup.amazonaws.com"}),
        },
    ),
    "AWS::SQS::Queue": Case(
        lambda b: {
            "QueueName": "queue",
            "DelaySeconds": 1,
            "KmsMasterKeyId": b["KeyArn"],
            "KmsDataKeyReusePeriodSeconds": 300,
            "MaximumMessageSize": 2048,
            "MessageRetentionPeriod": 1209600,
            "ReceiveMessageWaitTimeSeconds": 20,
            "RedrivePolicy": {"deadLetterTargetArn": b["QueueArn"], "maxReceiveCount": 3},
            "RedriveAllowPolicy": {"redrivePermission": "denyAll"},
            "VisibilityTimeout": 60,
            "Tags": tag(a="1"),
        },
        lambda b: {
            "DelaySeconds": 0,
            "KmsMasterKeyId": None,
            "KmsDataKeyReusePeriodSeconds": None,
            "SqsManagedSseEnabled": True,
            "MaximumMessageSize": 1024,
            "MessageRetentionPeriod": 60,
            "ReceiveMessageWaitTimeSeconds": 0,
            "RedrivePolicy": {"deadLetterTargetArn": b["OtherQueueArn"], "maxReceiveCount": 5},
            "RedriveAllowPolicy": {"redrivePermission": "allowAll"},
            "VisibilityTimeout": 30,
            "Tags": tag(b="2"),
        },
        lambda b: {"QueueName": "queue-2"},
    ),
    "AWS::SQS::QueuePolicy": Case(
        lambda b: {
            "Queues": [b["OtherQueue"], b["Queue"]],
            "PolicyDocument": statement("sqs:*", Principal="*"),
        },
        lambda b: {
            "Queues": [b["OtherQueue"]],
            "PolicyDocument": statement("sqs:SendMessage", Principal={"Service": "sns.amazonaws.com"}),
        },
    ),
    "AWS::SSM::Document": Case(
        lambda b: {
            "Name": "dev-access-orders",
            "DocumentType": "Session",
            "DocumentFormat": "JSON",
            "Content": session("orders.internal"),
            "TargetType": "/AWS::EC2::Instance",
            "VersionName": "one",
            "UpdateMethod": "NewVersion",
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Content": session("baskets.internal"),
            "TargetType": "/",
            "VersionName": "two",
            "Tags": tag(b="2"),
        },
        lambda b: {"Name": "dev-access-orders-2"},
    ),
    "AWS::SSM::Parameter": Case(
        lambda b: {
            "Name": "/dev/orders/parameter",
            "Type": "String",
            "Value": "one",
            "Description": "first",
            "AllowedPattern": "[a-z]+",
            "DataType": "text",
            "Tier": "Standard",
            "Tags": {"a": "1"},
        },
        lambda b: {"Value": "two", "Description": "second", "AllowedPattern": ".+", "Tags": {"b": "2"}},
        lambda b: {"Name": "/dev/orders/parameter-2"},
    ),
    "AWS::Scheduler::Schedule": Case(
        lambda b: {
            "Name": "restart",
            "Description": "restarts a service",
            "ScheduleExpression": "rate(7 days)",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "GroupName": b["Schedules"],
            "State": "DISABLED",
            "Target": {
                "Arn": "arn:aws:scheduler:::aws-sdk:ecs:updateService",
                "Input": '{"Cluster":"tasks","Service":"orders","ForceNewDeployment":true}',
                "RetryPolicy": {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 1},
                "RoleArn": b["RoleArn"],
            },
        },
        lambda b: {
            "Description": "stops a database",
            "ScheduleExpression": "cron(15 20 ? * MON,TUE *)",
            "ScheduleExpressionTimezone": "Europe/Rome",
            "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
            "StartDate": "2030-01-01T00:00:00Z",
            "EndDate": "2031-01-01T00:00:00Z",
            "KmsKeyArn": b["KeyArn"],
            "State": "ENABLED",
            "Target": {
                "Arn": "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance",
                "Input": '{"DbInstanceIdentifier":"orders"}',
                "RoleArn": b["OtherRoleArn"],
            },
        },
        lambda b: {"Name": "restart-2"},
    ),
    "AWS::Scheduler::ScheduleGroup": Case(
        lambda b: {"Name": "pause", "Tags": tag(a="1")},
        lambda b: {"Tags": tag(b="2")},
        lambda b: {"Name": "pause-2"},
    ),
    "AWS::SecretsManager::ResourcePolicy": Case(
        lambda b: {"SecretId": b["Secret"], "ResourcePolicy": statement("secretsmanager:*"), "BlockPublicPolicy": True},
        lambda b: {"ResourcePolicy": statement("secretsmanager:Get*")},
        lambda b: {"SecretId": b["OtherSecret"]},
    ),
    "AWS::SecretsManager::RotationSchedule": Case(
        lambda b: {
            "SecretId": b["Secret"],
            "RotationLambdaARN": b["FunctionArn"],
            "RotationRules": {"AutomaticallyAfterDays": 30, "Duration": "2h"},
            "RotateImmediatelyOnUpdate": False,
        },
        lambda b: {
            "RotationLambdaARN": b["OtherFunctionArn"],
            "RotationRules": {"ScheduleExpression": "cron(0 4 ? * SUN *)"},
        },
        lambda b: {"SecretId": b["OtherSecret"]},
    ),
    "AWS::SecretsManager::Secret": Case(
        lambda b: {
            "Name": "secret",
            "Description": "first",
            "KmsKeyId": b["KeyArn"],
            "GenerateSecretString": {
                "SecretStringTemplate": '{"username": "shop"}',
                "GenerateStringKey": "password",
                "PasswordLength": 40,
                "ExcludePunctuation": True,
                "ExcludeUppercase": True,
                "ExcludeCharacters": "xyz",
            },
            "Tags": tag(a="1"),
        },
        lambda b: {
            "Description": "second",
            "KmsKeyId": b["OtherKeyArn"],
            "GenerateSecretString": None,
            "SecretString": generated(),
            "Tags": tag(b="2"),
        },
        lambda b: {"Name": "secret-2"},
    ),
    "AWS::SecretsManager::SecretTargetAttachment": Case(
        lambda b: {
            "SecretId": b["Secret"],
            "TargetType": "AWS::RDS::DBInstance",
            "TargetId": b["Database"],
        },
        lambda b: {"TargetType": "AWS::RDS::DBCluster", "TargetId": b["Cluster"]},
        lambda b: {"SecretId": b["OtherSecret"]},
    ),
}


# Additional cases, for properties that exclude properties of CASES.
ADDITIONAL_CASES: dict[str, list[Callable[[Base], Properties]]] = {
    "AWS::Backup::BackupVault": [lambda b: {"BackupVaultName": "plain"}],
    "AWS::CloudWatch::Alarm": [
        lambda b: {
            **without(alarm("percentile"), "Statistic"),
            "ExtendedStatistic": "p99.9",
            "EvaluateLowSampleCountPercentile": "ignore",
        },
        lambda b: {
            **without(alarm("math"), "MetricName", "Namespace", "Dimensions", "Statistic", "Period"),
            "Metrics": [
                {"Id": "share", "Expression": "100*used/limit", "Label": "connections, %"},
                *(
                    {
                        "Id": name,
                        "MetricStat": {
                            "Metric": {
                                "MetricName": metric,
                                "Namespace": "AWS/DocDB",
                                "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "orders"}],
                            },
                            "Period": 60,
                            "Stat": "Maximum",
                        },
                        "ReturnData": False,
                    }
                    for name, metric in (("used", "DatabaseConnectionsMax"), ("limit", "DatabaseConnectionsLimit"))
                ),
            ],
        },
        lambda b: {
            **without(alarm("query"), "MetricName", "Namespace", "Dimensions", "Statistic", "Period"),
            "Metrics": [
                {
                    "Id": "memory",
                    "Expression": "SELECT MAX(RabbitMQMemUsed) FROM SCHEMA(\"AWS/AmazonMQ\", Broker, Node)"
                    " WHERE Broker = 'dev-broker'",
                    "Period": 60,
                    "ReturnData": True,
                }
            ],
        },
    ],
    "AWS::DocDB::DBCluster": [
        lambda b: {"SnapshotIdentifier": b["DocumentsSnapshot"], "KmsKeyId": b["KeyArn"], "StorageEncrypted": True},
        lambda b: {"SourceDBClusterIdentifier": b["Documents"], "RestoreToTime": "2026-01-01T00:00:00Z"},
        lambda b: {
            "SourceDBClusterIdentifier": b["Documents"],
            "RestoreType": "copy-on-write",
            "UseLatestRestorableTime": True,
        },
    ],
    "AWS::EC2::SecurityGroupEgress": [
        lambda b: {"GroupId": b["Group"], "IpProtocol": "-1", "CidrIpv6": "::/0"},
    ],
    "AWS::EC2::SecurityGroupIngress": [
        lambda b: {"GroupId": b["Group"], "IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "CidrIp": "10.0.0.0/8"},
        lambda b: {"GroupId": b["Group"], "IpProtocol": "-1", "CidrIpv6": "::/0"},
    ],
    "AWS::ElastiCache::ReplicationGroup": [
        lambda b: {
            "ReplicationGroupDescription": "one node",
            "Engine": "redis",
            "EngineVersion": "7.1",
            "CacheNodeType": "cache.t4g.micro",
            "AtRestEncryptionEnabled": False,
            "TransitEncryptionEnabled": False,
            "AutomaticFailoverEnabled": False,
            "NumCacheClusters": 1,
            "SnapshotName": b["CacheSnapshot"],
        },
    ],
    "AWS::ElastiCache::User": [
        lambda b: {
            "UserId": "iam",
            "UserName": "iam",
            "Engine": "valkey",
            "AccessString": "on ~* +@all",
            "AuthenticationMode": {"Type": "iam"},
        },
        lambda b: {
            "UserId": "two",
            "UserName": "two",
            "Engine": "valkey",
            "AccessString": "on ~* +@all",
            "Passwords": [generated(), generated()],
        },
    ],
    "AWS::DynamoDB::Table": [lambda b: table(), imported],
    "AWS::Lambda::Permission": [
        lambda b: {"FunctionName": b["Function"], "Action": "lambda:InvokeFunction", "Principal": "123456789012"},
    ],
    "AWS::RDS::DBCluster": [
        lambda b: without(aurora(), "ManageMasterUserPassword") | {"MasterUserPassword": generated()},
        lambda b: (
            without(aurora(), "MasterUsername")
            | {"SnapshotIdentifier": b["ClusterSnapshot"], "KmsKeyId": b["KeyArn"], "StorageEncrypted": True}
        ),
        lambda b: (
            without(aurora(), "MasterUsername")
            | {"SourceDBClusterIdentifier": b["Cluster"], "RestoreToTime": "2026-01-01T00:00:00Z"}
        ),
        lambda b: (
            without(aurora(), "MasterUsername")
            | {
                "SourceDBClusterIdentifier": b["Cluster"],
                "RestoreType": "copy-on-write",
                "UseLatestRestorableTime": True,
            }
        ),
    ],
    "AWS::RDS::DBInstance": [
        lambda b: {
            "Engine": "aurora-postgresql",
            "DBClusterIdentifier": b["Cluster"],
            "DBInstanceClass": "db.serverless",
            "PromotionTier": 2,
            "PubliclyAccessible": False,
            "AutoMinorVersionUpgrade": True,
        },
        lambda b: (
            without(database(), "ManageMasterUserPassword")
            | {"MasterUserPassword": generated(), "DBParameterGroupName": "default.postgres18"}
        ),
        lambda b: {"DBSnapshotIdentifier": b["Snapshot"], "DBInstanceClass": "db.t4g.micro", "Engine": "postgres"},
        lambda b: {
            "SourceDBInstanceIdentifier": b["Database"],
            "RestoreTime": "2026-01-01T00:00:00Z",
            "DBInstanceClass": "db.t4g.micro",
            "ManageMasterUserPassword": True,
        },
        lambda b: {
            "SourceDBInstanceIdentifier": b["Database"],
            "UseLatestRestorableTime": True,
            "DBInstanceClass": "db.t4g.micro",
        },
    ],
    "AWS::SecretsManager::SecretTargetAttachment": [
        lambda b: {"SecretId": b["Secret"], "TargetType": "AWS::DocDB::DBCluster", "TargetId": b["Documents"]},
    ],
}


def with_changes(properties: Properties, changes: Properties) -> Properties:
    """Applies changes to properties. ``None`` removes a property."""
    return {name: value for name, value in {**properties, **changes}.items() if value is not None}
