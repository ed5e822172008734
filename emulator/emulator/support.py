"""The resource types and properties this emulator supports. What is not listed here is refused.

A property is *kept* when the service's API shows it afterwards, and *accepted* when it is taken but cannot be seen
again, with the reason. ``Outer.Inner`` lists a member: of an outer property with listed members, no others are
taken. A property listed without members is taken whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_WRITE_ONLY = "the service does not show it either"
_NOT_EVALUATED = "nothing evaluates it"
_RESTORED = "the service does not show it; what the restored has from it shows"
_NO_CODE = "the code itself is not shown, its hash and size are"


@dataclass(frozen=True)
class Support:
    kept: tuple[str, ...]
    accepted: Mapping[str, str] = field(default_factory=dict)

    def lists(self, name: str) -> bool:
        return name in self.kept or name in self.accepted

    def members(self, name: str) -> bool:
        """Whether members of a property are listed."""
        return any(listed.startswith(f"{name}.") for listed in (*self.kept, *self.accepted))


def _kept(names: str, **accepted: str) -> Support:
    return Support(tuple(names.split()), accepted)


_RULE = "IpProtocol FromPort ToPort CidrIp CidrIpv6 Description"
_INLINE_RULES = " ".join(
    f"SecurityGroup{direction}.{name}"
    for direction, peer in (("Ingress", "Source"), ("Egress", "Destination"))
    for name in (*_RULE.split(), f"{peer}SecurityGroupId", f"{peer}PrefixListId")
)


def _restored(names: str) -> dict[str, str]:
    return dict.fromkeys((*names.split(), "UseLatestRestorableTime"), _RESTORED)


def _lifecycle(of: str) -> str:
    names = ("DeleteAfterDays", "MoveToColdStorageAfterDays", "OptInToArchiveForSupportedResources")
    return " ".join(f"{of}.Lifecycle.{name}" for name in names)


SUPPORTED: dict[str, Support] = {
    "AWS::AmazonMQ::Broker": Support(
        tuple(
            "AuthenticationStrategy AutoMinorVersionUpgrade BrokerName DeploymentMode EncryptionOptions EngineType"
            " EngineVersion HostInstanceType Logs MaintenanceWindowStartTime PubliclyAccessible SecurityGroups"
            " StorageType SubnetIds Tags Users.Username".split()
        ),
        {"Users.Password": _WRITE_ONLY},
    ),
    "AWS::Backup::BackupPlan": _kept(
        "BackupPlan.BackupPlanName BackupPlan.BackupPlanRule.CompletionWindowMinutes"
        f" {_lifecycle('BackupPlan.BackupPlanRule.CopyActions')}"
        " BackupPlan.BackupPlanRule.CopyActions.DestinationBackupVaultArn"
        f" BackupPlan.BackupPlanRule.EnableContinuousBackup {_lifecycle('BackupPlan.BackupPlanRule')}"
        " BackupPlan.BackupPlanRule.RecoveryPointTags BackupPlan.BackupPlanRule.RuleName"
        " BackupPlan.BackupPlanRule.ScheduleExpression BackupPlan.BackupPlanRule.ScheduleExpressionTimezone"
        " BackupPlan.BackupPlanRule.StartWindowMinutes BackupPlan.BackupPlanRule.TargetBackupVault BackupPlanTags"
    ),
    "AWS::Backup::BackupSelection": _kept(
        "BackupPlanId BackupSelection.IamRoleArn BackupSelection.ListOfTags BackupSelection.Resources"
        " BackupSelection.SelectionName"
    ),
    "AWS::Backup::BackupVault": _kept(
        "AccessPolicy BackupVaultName BackupVaultTags EncryptionKeyArn LockConfiguration.ChangeableForDays"
        " LockConfiguration.MaxRetentionDays LockConfiguration.MinRetentionDays Notifications.BackupVaultEvents"
        " Notifications.SNSTopicArn"
    ),
    "AWS::CDK::Metadata": _kept("", Analytics="it is for AWS's own statistics"),
    "AWS::DocDB::DBCluster": _kept(
        "BackupRetentionPeriod CopyTagsToSnapshot DBClusterIdentifier DBClusterParameterGroupName DBSubnetGroupName"
        " DeletionProtection EnableCloudwatchLogsExports EngineVersion KmsKeyId MasterUsername Port"
        " PreferredBackupWindow PreferredMaintenanceWindow StorageEncrypted StorageType Tags VpcSecurityGroupIds",
        MasterUserPassword=_WRITE_ONLY,
        **_restored("SnapshotIdentifier SourceDBClusterIdentifier RestoreToTime RestoreType"),
    ),
    "AWS::DocDB::DBClusterParameterGroup": _kept("Description Family Name Parameters Tags"),
    "AWS::DocDB::DBInstance": _kept(
        "AutoMinorVersionUpgrade AvailabilityZone CACertificateIdentifier DBClusterIdentifier DBInstanceClass"
        " DBInstanceIdentifier EnablePerformanceInsights PreferredMaintenanceWindow Tags",
        CertificateRotationRestart="there is nothing to restart",
    ),
    "AWS::DocDB::DBSubnetGroup": _kept("DBSubnetGroupDescription DBSubnetGroupName SubnetIds Tags"),
    "AWS::DynamoDB::GlobalTable": _kept(
        "AttributeDefinitions BillingMode GlobalSecondaryIndexes.IndexName GlobalSecondaryIndexes.KeySchema"
        " GlobalSecondaryIndexes.Projection KeySchema LocalSecondaryIndexes.IndexName LocalSecondaryIndexes.KeySchema"
        " LocalSecondaryIndexes.Projection Replicas.ContributorInsightsSpecification.Enabled"
        " Replicas.DeletionProtectionEnabled"
        " Replicas.GlobalSecondaryIndexes.ContributorInsightsSpecification.Enabled"
        " Replicas.GlobalSecondaryIndexes.IndexName"
        " Replicas.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"
        " Replicas.PointInTimeRecoverySpecification.RecoveryPeriodInDays Replicas.Region"
        " Replicas.SSESpecification.KMSMasterKeyId Replicas.TableClass Replicas.Tags SSESpecification.SSEEnabled"
        " SSESpecification.SSEType StreamSpecification.StreamViewType TableName TimeToLiveSpecification.AttributeName"
        " TimeToLiveSpecification.Enabled"
    ),
    "AWS::DynamoDB::Table": _kept(
        "AttributeDefinitions BillingMode ContributorInsightsSpecification.Enabled"
        " DeletionProtectionEnabled GlobalSecondaryIndexes.ContributorInsightsSpecification.Enabled"
        " GlobalSecondaryIndexes.IndexName"
        " GlobalSecondaryIndexes.KeySchema GlobalSecondaryIndexes.Projection"
        " ImportSourceSpecification.InputCompressionType ImportSourceSpecification.InputFormat"
        " ImportSourceSpecification.InputFormatOptions ImportSourceSpecification.S3BucketSource KeySchema"
        " LocalSecondaryIndexes.IndexName LocalSecondaryIndexes.KeySchema LocalSecondaryIndexes.Projection"
        " PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"
        " PointInTimeRecoverySpecification.RecoveryPeriodInDays ProvisionedThroughput SSESpecification.KMSMasterKeyId"
        " SSESpecification.SSEEnabled SSESpecification.SSEType StreamSpecification.StreamViewType TableClass TableName"
        " Tags TimeToLiveSpecification.AttributeName TimeToLiveSpecification.Enabled"
    ),
    "AWS::EC2::EIP": _kept("Domain Tags"),
    "AWS::EC2::FlowLog": _kept(
        "DeliverLogsPermissionArn LogDestination LogDestinationType LogFormat LogGroupName MaxAggregationInterval"
        " ResourceId Tags TrafficType",
        ResourceType="the service does not show it; ResourceId says it",
    ),
    "AWS::EC2::InternetGateway": _kept("Tags"),
    "AWS::EC2::NatGateway": _kept("AllocationId ConnectivityType SubnetId Tags"),
    "AWS::EC2::Route": _kept("DestinationCidrBlock GatewayId NatGatewayId RouteTableId"),
    "AWS::EC2::RouteTable": _kept("Tags VpcId"),
    "AWS::EC2::SecurityGroup": _kept(f"GroupDescription GroupName Tags VpcId {_INLINE_RULES}"),
    "AWS::EC2::SecurityGroupEgress": _kept(f"GroupId {_RULE} DestinationSecurityGroupId"),
    "AWS::EC2::SecurityGroupIngress": _kept(f"GroupId {_RULE} SourceSecurityGroupId"),
    "AWS::EC2::Subnet": _kept("AvailabilityZone CidrBlock MapPublicIpOnLaunch Tags VpcId"),
    "AWS::EC2::SubnetRouteTableAssociation": _kept("RouteTableId SubnetId"),
    "AWS::EC2::VPC": _kept("CidrBlock EnableDnsHostnames EnableDnsSupport InstanceTenancy Tags"),
    "AWS::EC2::VPCEndpoint": _kept(
        "PolicyDocument PrivateDnsEnabled RouteTableIds SecurityGroupIds ServiceName SubnetIds Tags VpcEndpointType"
        " VpcId"
    ),
    "AWS::EC2::VPCGatewayAttachment": _kept("InternetGatewayId VpcId"),
    "AWS::ECR::Repository": _kept(
        "ImageScanningConfiguration.ScanOnPush ImageTagMutability LifecyclePolicy.LifecyclePolicyText RepositoryName"
        " RepositoryPolicyText Tags"
    ),
    "AWS::ECS::Cluster": _kept("ClusterName ClusterSettings Configuration Tags"),
    "AWS::ECS::Service": _kept(
        "Cluster DeploymentConfiguration DeploymentController.Type DesiredCount EnableECSManagedTags"
        " EnableExecuteCommand LaunchType NetworkConfiguration PlatformVersion PropagateTags ServiceName Tags"
        " TaskDefinition"
    ),
    "AWS::ECS::TaskDefinition": _kept(
        "ContainerDefinitions Cpu EphemeralStorage ExecutionRoleArn Family Memory NetworkMode"
        " RequiresCompatibilities RuntimePlatform Tags TaskRoleArn Volumes"
    ),
    "AWS::ElastiCache::ReplicationGroup": _kept(
        "AtRestEncryptionEnabled AutoMinorVersionUpgrade AutomaticFailoverEnabled CacheNodeType"
        " CacheParameterGroupName CacheSubnetGroupName Engine EngineVersion KmsKeyId"
        " LogDeliveryConfigurations.DestinationDetails.CloudWatchLogsDetails.LogGroup"
        " LogDeliveryConfigurations.DestinationType LogDeliveryConfigurations.LogFormat"
        " LogDeliveryConfigurations.LogType MultiAZEnabled NumCacheClusters Port PreferredMaintenanceWindow"
        " ReplicationGroupDescription ReplicationGroupId SecurityGroupIds SnapshotRetentionLimit SnapshotWindow Tags"
        " TransitEncryptionEnabled TransitEncryptionMode UserGroupIds",
        SnapshotName=_RESTORED,
    ),
    "AWS::ElastiCache::SubnetGroup": _kept("CacheSubnetGroupName Description SubnetIds Tags"),
    "AWS::ElastiCache::User": Support(
        tuple("AccessString AuthenticationMode.Type Engine NoPasswordRequired Tags UserId UserName".split()),
        {"AuthenticationMode.Passwords": "only their number is shown", "Passwords": "only their number is shown"},
    ),
    "AWS::ElastiCache::UserGroup": _kept("Engine Tags UserGroupId UserIds"),
    "AWS::IAM::ManagedPolicy": _kept("Description ManagedPolicyName Path PolicyDocument Roles Users"),
    "AWS::IAM::Policy": _kept("PolicyDocument PolicyName Roles Users"),
    "AWS::IAM::Role": _kept(
        "AssumeRolePolicyDocument Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary Policies"
        " RoleName Tags"
    ),
    "AWS::IAM::ServiceLinkedRole": _kept("AWSServiceName Description"),
    "AWS::IAM::User": _kept("ManagedPolicyArns Path PermissionsBoundary Policies Tags UserName"),
    "AWS::KMS::Alias": _kept("AliasName TargetKeyId"),
    "AWS::KMS::Key": _kept(
        "Description EnableKeyRotation Enabled KeyPolicy KeySpec KeyUsage RotationPeriodInDays Tags",
        PendingWindowInDays="it counts when the key is deleted",
    ),
    "AWS::Lambda::Function": Support(
        tuple(
            "Architectures DeadLetterConfig Description Environment EphemeralStorage FunctionName Handler KmsKeyArn"
            " LoggingConfig MemorySize ReservedConcurrentExecutions Role Runtime Tags Timeout TracingConfig"
            " VpcConfig.SecurityGroupIds VpcConfig.SubnetIds".split()
        ),
        {"Code.S3Bucket": _NO_CODE, "Code.S3Key": _NO_CODE, "Code.ZipFile": _NO_CODE},
    ),
    "AWS::Lambda::Permission": _kept("Action FunctionName Principal PrincipalOrgID SourceAccount SourceArn"),
    "AWS::Logs::LogGroup": _kept("KmsKeyId LogGroupClass LogGroupName RetentionInDays Tags"),
    "AWS::Logs::ResourcePolicy": _kept("PolicyDocument PolicyName"),
    "AWS::OpenSearchService::Domain": Support(
        tuple(
            "AccessPolicies AdvancedOptions AdvancedSecurityOptions.AnonymousAuthEnabled"
            " AdvancedSecurityOptions.Enabled AdvancedSecurityOptions.InternalUserDatabaseEnabled ClusterConfig"
            " DomainEndpointOptions DomainName EBSOptions EncryptionAtRestOptions EngineVersion LogPublishingOptions"
            " NodeToNodeEncryptionOptions OffPeakWindowOptions SoftwareUpdateOptions Tags VPCOptions".split()
        ),
        {"AdvancedSecurityOptions.MasterUserOptions": _WRITE_ONLY},
    ),
    "AWS::RDS::DBCluster": Support(
        tuple(
            "AutoMinorVersionUpgrade BackupRetentionPeriod CopyTagsToSnapshot DBClusterIdentifier"
            " DBClusterParameterGroupName DBSubnetGroupName DatabaseInsightsMode DatabaseName DeletionProtection"
            " EnableCloudwatchLogsExports EnableHttpEndpoint EnableIAMDatabaseAuthentication Engine EngineVersion"
            " KmsKeyId ManageMasterUserPassword MasterUserSecret.KmsKeyId MasterUsername MonitoringInterval"
            " MonitoringRoleArn PerformanceInsightsEnabled PerformanceInsightsKmsKeyId"
            " PerformanceInsightsRetentionPeriod Port PreferredBackupWindow PreferredMaintenanceWindow"
            " ServerlessV2ScalingConfiguration.MaxCapacity ServerlessV2ScalingConfiguration.MinCapacity"
            " ServerlessV2ScalingConfiguration.SecondsUntilAutoPause StorageEncrypted StorageType Tags"
            " VpcSecurityGroupIds".split()
        ),
        {
            "DeleteAutomatedBackups": "there are no automated backups",
            "MasterUserPassword": _WRITE_ONLY,
            **_restored("SnapshotIdentifier SourceDBClusterIdentifier RestoreToTime RestoreType"),
        },
    ),
    "AWS::RDS::DBClusterParameterGroup": _kept("DBClusterParameterGroupName Description Family Parameters Tags"),
    "AWS::RDS::DBInstance": Support(
        tuple(
            "AllocatedStorage AutoMinorVersionUpgrade BackupRetentionPeriod CACertificateIdentifier"
            " CopyTagsToSnapshot DBClusterIdentifier DBInstanceClass DBInstanceIdentifier DBName"
            " DBParameterGroupName DBSubnetGroupName DatabaseInsightsMode DeletionProtection"
            " EnableCloudwatchLogsExports EnableIAMDatabaseAuthentication EnablePerformanceInsights Engine"
            " EngineVersion KmsKeyId ManageMasterUserPassword MasterUserSecret.KmsKeyId MasterUsername"
            " MaxAllocatedStorage MonitoringInterval MonitoringRoleArn MultiAZ PerformanceInsightsKMSKeyId"
            " PerformanceInsightsRetentionPeriod Port PreferredBackupWindow PreferredMaintenanceWindow PromotionTier"
            " PubliclyAccessible StorageEncrypted StorageType Tags VPCSecurityGroups".split()
        ),
        {
            "AllowMajorVersionUpgrade": "every upgrade that is asked for is made",
            "DeleteAutomatedBackups": "there are no automated backups",
            "MasterUserPassword": _WRITE_ONLY,
            **_restored("DBSnapshotIdentifier SourceDBInstanceIdentifier RestoreTime"),
        },
    ),
    "AWS::RDS::DBParameterGroup": _kept("DBParameterGroupName Description Family Parameters Tags"),
    "AWS::RDS::DBProxy": _kept(
        "Auth DBProxyName DebugLogging EngineFamily IdleClientTimeout RequireTLS RoleArn Tags VpcSecurityGroupIds"
        " VpcSubnetIds"
    ),
    "AWS::RDS::DBProxyTargetGroup": _kept(
        "ConnectionPoolConfigurationInfo.ConnectionBorrowTimeout ConnectionPoolConfigurationInfo.InitQuery"
        " ConnectionPoolConfigurationInfo.MaxConnectionsPercent"
        " ConnectionPoolConfigurationInfo.MaxIdleConnectionsPercent"
        " ConnectionPoolConfigurationInfo.SessionPinningFilters DBClusterIdentifiers DBInstanceIdentifiers"
        " DBProxyName TargetGroupName"
    ),
    "AWS::RDS::DBSubnetGroup": _kept("DBSubnetGroupDescription DBSubnetGroupName SubnetIds Tags"),
    "AWS::RDS::EventSubscription": _kept(
        "Enabled EventCategories SnsTopicArn SourceIds SourceType SubscriptionName Tags"
    ),
    "AWS::S3::Bucket": _kept(
        "AccessControl BucketEncryption.ServerSideEncryptionConfiguration.BucketKeyEnabled"
        " BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault BucketName"
        " CorsConfiguration.CorsRules.AllowedHeaders CorsConfiguration.CorsRules.AllowedMethods"
        " CorsConfiguration.CorsRules.AllowedOrigins CorsConfiguration.CorsRules.ExposedHeaders"
        " CorsConfiguration.CorsRules.Id CorsConfiguration.CorsRules.MaxAge"
        " LifecycleConfiguration.Rules.AbortIncompleteMultipartUpload"
        " LifecycleConfiguration.Rules.ExpirationInDays LifecycleConfiguration.Rules.ExpiredObjectDeleteMarker"
        " LifecycleConfiguration.Rules.Id LifecycleConfiguration.Rules.NoncurrentVersionExpiration"
        " LifecycleConfiguration.Rules.NoncurrentVersionTransitions.NewerNoncurrentVersions"
        " LifecycleConfiguration.Rules.NoncurrentVersionTransitions.StorageClass"
        " LifecycleConfiguration.Rules.NoncurrentVersionTransitions.TransitionInDays"
        " LifecycleConfiguration.Rules.Prefix LifecycleConfiguration.Rules.Status"
        " LifecycleConfiguration.Rules.Transitions.StorageClass"
        " LifecycleConfiguration.Rules.Transitions.TransitionInDays LoggingConfiguration.DestinationBucketName"
        " LoggingConfiguration.LogFilePrefix OwnershipControls.Rules.ObjectOwnership PublicAccessBlockConfiguration"
        " Tags VersioningConfiguration.Status"
    ),
    "AWS::S3::BucketPolicy": _kept("Bucket PolicyDocument"),
    "AWS::SNS::Subscription": _kept(
        "DeliveryPolicy Endpoint FilterPolicy FilterPolicyScope Protocol RawMessageDelivery RedrivePolicy"
        " SubscriptionRoleArn TopicArn"
    ),
    "AWS::SNS::Topic": _kept("DisplayName KmsMasterKeyId SignatureVersion Tags TopicName TracingConfig"),
    "AWS::SNS::TopicPolicy": _kept("PolicyDocument Topics"),
    "AWS::SQS::Queue": _kept(
        "DelaySeconds KmsDataKeyReusePeriodSeconds KmsMasterKeyId MaximumMessageSize MessageRetentionPeriod QueueName"
        " ReceiveMessageWaitTimeSeconds RedriveAllowPolicy RedrivePolicy SqsManagedSseEnabled Tags VisibilityTimeout"
    ),
    "AWS::SQS::QueuePolicy": _kept("PolicyDocument Queues"),
    "AWS::SSM::Parameter": _kept("AllowedPattern DataType Description Name Tags Tier Type Value"),
    "AWS::SecretsManager::ResourcePolicy": _kept("ResourcePolicy SecretId", BlockPublicPolicy=_NOT_EVALUATED),
    "AWS::SecretsManager::RotationSchedule": _kept(
        "RotationLambdaARN RotationRules SecretId",
        RotateImmediatelyOnUpdate="the service does not show it; whether the secret was rotated shows",
    ),
    "AWS::SecretsManager::Secret": _kept("Description GenerateSecretString KmsKeyId Name SecretString Tags"),
    "AWS::SecretsManager::SecretTargetAttachment": _kept("SecretId TargetId TargetType"),
}
# The handler of a custom resource gets all its properties, whatever they are.
_CUSTOM = "Custom::"


def check_types(kinds: Iterable[str]) -> None:
    """Refuse resource types that are not in the table."""
    unknown = sorted({kind for kind in kinds if kind not in SUPPORTED and not kind.startswith(_CUSTOM)})
    if unknown:
        raise ValueError(
            f"The local emulator does not support {', '.join(unknown)}. Add a handler in "
            "emulator/emulator/handlers/ and a line in emulator/emulator/support.py."
        )


def check_properties(kind: str, properties: Mapping[str, Any]) -> None:
    """Refuse properties that are not in the table, at any depth that it goes to. An empty list asks for nothing."""
    if kind.startswith(_CUSTOM):
        return
    asked = {name: value for name, value in properties.items() if value != []}
    unknown = sorted({name for name in _names(asked, SUPPORTED[kind]) if not SUPPORTED[kind].lists(name)})
    if unknown:
        raise ValueError(
            f"The local emulator does not support {', '.join(unknown)} of {kind}. Keep it in "
            "emulator/emulator/handlers/ and list it in emulator/emulator/support.py."
        )


def _names(value: Any, support: Support, prefix: str = "") -> Iterator[str]:
    """The properties in a value, as deep as the table goes. Lists count as what they hold."""
    if prefix and not support.members(prefix):
        yield prefix
        return
    for member in value if isinstance(value, list) else [value]:
        if not isinstance(member, Mapping):
            yield prefix
            continue
        for name, inner in member.items():
            yield from _names(inner, support, f"{prefix}.{name}" if prefix else name)


def markdown() -> str:
    """The table, for the README."""
    lines = ["| type | kept | accepted, not kept |", "| --- | --- | --- |"]
    for kind, support in sorted(SUPPORTED.items()):
        accepted = "; ".join(f"{name}: {reason}" for name, reason in sorted(support.accepted.items()))
        lines.append(f"| {kind} | {', '.join(sorted(support.kept))} | {accepted} |")
    lines.append("| Custom::* | every property goes to the handler | |")
    return "\n".join(lines)
