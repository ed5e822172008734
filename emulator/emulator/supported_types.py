"""The resource types and properties that the emulator supports. It rejects all others.

A property is *readable* if the service's API returns its value, and *write-only* if the emulator accepts it but no API
returns it. Write-only properties have a reason. ``Outer.Inner`` lists a member of a property. If any member of a
property is listed, other members are rejected. If none is listed, the property is accepted with any value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_NOT_RETURNED = "AWS does not return it"
_NOT_EVALUATED = "the emulator does not evaluate it"
_RESTORED = "AWS does not return it; the restored settings are readable"
_PASSWORD_COUNT = "AWS returns only the number of passwords"
_CODE = "AWS returns the hash and the size of the code, not the code"


@dataclass(frozen=True)
class SupportedType:
    """The supported properties of a resource type. ``write_only`` maps each write-only property to its reason."""

    readable: tuple[str, ...]
    write_only: Mapping[str, str] = field(default_factory=dict)

    def includes(self, name: str) -> bool:
        return name in self.readable or name in self.write_only

    def lists_members_of(self, name: str) -> bool:
        return any(listed.startswith(f"{name}.") for listed in (*self.readable, *self.write_only))


def _type(readable: str, **write_only: str) -> SupportedType:
    return SupportedType(tuple(readable.split()), write_only)


_RULE = "IpProtocol FromPort ToPort CidrIp CidrIpv6 Description"
_INLINE_RULES = " ".join(
    f"SecurityGroup{direction}.{name}"
    for direction, peer in (("Ingress", "Source"), ("Egress", "Destination"))
    for name in (*_RULE.split(), f"{peer}SecurityGroupId", f"{peer}PrefixListId")
)


_ALARM = "ActionsEnabled AlarmActions AlarmDescription AlarmName InsufficientDataActions OKActions Tags"


def _restore_properties(names: str) -> dict[str, str]:
    return dict.fromkeys((*names.split(), "UseLatestRestorableTime"), _RESTORED)


def _lifecycle(prefix: str) -> str:
    names = ("DeleteAfterDays", "MoveToColdStorageAfterDays", "OptInToArchiveForSupportedResources")
    return " ".join(f"{prefix}.Lifecycle.{name}" for name in names)


SUPPORTED: dict[str, SupportedType] = {
    "AWS::AmazonMQ::Broker": SupportedType(
        tuple(
            "AuthenticationStrategy AutoMinorVersionUpgrade BrokerName DeploymentMode EncryptionOptions EngineType"
            " EngineVersion HostInstanceType Logs MaintenanceWindowStartTime PubliclyAccessible SecurityGroups"
            " StorageType SubnetIds Tags Users.Username".split()
        ),
        {"Users.Password": _NOT_RETURNED},
    ),
    "AWS::Backup::BackupPlan": _type(
        "BackupPlan.BackupPlanName BackupPlan.BackupPlanRule.CompletionWindowMinutes"
        f" {_lifecycle('BackupPlan.BackupPlanRule.CopyActions')}"
        " BackupPlan.BackupPlanRule.CopyActions.DestinationBackupVaultArn"
        f" BackupPlan.BackupPlanRule.EnableContinuousBackup {_lifecycle('BackupPlan.BackupPlanRule')}"
        " BackupPlan.BackupPlanRule.RecoveryPointTags BackupPlan.BackupPlanRule.RuleName"
        " BackupPlan.BackupPlanRule.ScheduleExpression BackupPlan.BackupPlanRule.ScheduleExpressionTimezone"
        " BackupPlan.BackupPlanRule.StartWindowMinutes BackupPlan.BackupPlanRule.TargetBackupVault BackupPlanTags"
    ),
    "AWS::Backup::BackupSelection": _type(
        "BackupPlanId BackupSelection.IamRoleArn BackupSelection.ListOfTags BackupSelection.Resources"
        " BackupSelection.SelectionName"
    ),
    "AWS::Backup::BackupVault": _type(
        "AccessPolicy BackupVaultName BackupVaultTags EncryptionKeyArn LockConfiguration.ChangeableForDays"
        " LockConfiguration.MaxRetentionDays LockConfiguration.MinRetentionDays Notifications.BackupVaultEvents"
        " Notifications.SNSTopicArn"
    ),
    "AWS::CDK::Metadata": _type("", Analytics="only AWS's usage statistics use it"),
    "AWS::CloudFormation::Stack": _type(
        "Parameters Tags", TemplateURL="AWS does not return it; the resources of the template are readable"
    ),
    "AWS::CloudWatch::Alarm": _type(
        f"{_ALARM} ComparisonOperator DatapointsToAlarm Dimensions EvaluateLowSampleCountPercentile EvaluationPeriods"
        " ExtendedStatistic MetricName Metrics Namespace Period Statistic Threshold TreatMissingData Unit"
    ),
    "AWS::CloudWatch::AlarmMuteRule": _type(
        "Description ExpireDate MuteTargets.AlarmNames Name Rule.Schedule.Duration Rule.Schedule.Expression"
        " Rule.Schedule.Timezone StartDate Tags"
    ),
    "AWS::CloudWatch::CompositeAlarm": _type(f"{_ALARM} AlarmRule"),
    "AWS::CloudWatch::Dashboard": _type("DashboardBody DashboardName"),
    "AWS::DocDB::DBCluster": _type(
        "BackupRetentionPeriod CopyTagsToSnapshot DBClusterIdentifier DBClusterParameterGroupName DBSubnetGroupName"
        " DeletionProtection EnableCloudwatchLogsExports EngineVersion KmsKeyId MasterUsername Port"
        " PreferredBackupWindow PreferredMaintenanceWindow StorageEncrypted StorageType Tags VpcSecurityGroupIds",
        MasterUserPassword=_NOT_RETURNED,
        **_restore_properties("SnapshotIdentifier SourceDBClusterIdentifier RestoreToTime RestoreType"),
    ),
    "AWS::DocDB::DBClusterParameterGroup": _type("Description Family Name Parameters Tags"),
    "AWS::DocDB::DBInstance": _type(
        "AutoMinorVersionUpgrade AvailabilityZone CACertificateIdentifier DBClusterIdentifier DBInstanceClass"
        " DBInstanceIdentifier EnablePerformanceInsights PreferredMaintenanceWindow Tags",
        CertificateRotationRestart="no engine runs that could restart",
    ),
    "AWS::DocDB::DBSubnetGroup": _type("DBSubnetGroupDescription DBSubnetGroupName SubnetIds Tags"),
    "AWS::DynamoDB::GlobalTable": _type(
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
    "AWS::DynamoDB::Table": _type(
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
    "AWS::EC2::EIP": _type("Domain Tags"),
    "AWS::EC2::FlowLog": _type(
        "DeliverLogsPermissionArn LogDestination LogDestinationType LogFormat LogGroupName MaxAggregationInterval"
        " ResourceId Tags TrafficType",
        ResourceType="AWS does not return it; ResourceId implies it",
    ),
    "AWS::EC2::InternetGateway": _type("Tags"),
    "AWS::EC2::NatGateway": _type("AllocationId ConnectivityType SubnetId Tags"),
    "AWS::EC2::Route": _type("DestinationCidrBlock GatewayId NatGatewayId RouteTableId"),
    "AWS::EC2::RouteTable": _type("Tags VpcId"),
    "AWS::EC2::SecurityGroup": _type(f"GroupDescription GroupName Tags VpcId {_INLINE_RULES}"),
    "AWS::EC2::SecurityGroupEgress": _type(f"GroupId {_RULE} DestinationSecurityGroupId"),
    "AWS::EC2::SecurityGroupIngress": _type(f"GroupId {_RULE} SourceSecurityGroupId"),
    "AWS::EC2::Subnet": _type("AvailabilityZone CidrBlock MapPublicIpOnLaunch Tags VpcId"),
    "AWS::EC2::SubnetRouteTableAssociation": _type("RouteTableId SubnetId"),
    "AWS::EC2::VPC": _type("CidrBlock EnableDnsHostnames EnableDnsSupport InstanceTenancy Tags"),
    "AWS::EC2::VPCEndpoint": _type(
        "PolicyDocument PrivateDnsEnabled RouteTableIds SecurityGroupIds ServiceName SubnetIds Tags VpcEndpointType"
        " VpcId"
    ),
    "AWS::EC2::VPCGatewayAttachment": _type("InternetGatewayId VpcId"),
    "AWS::ECR::Repository": _type(
        "ImageScanningConfiguration.ScanOnPush ImageTagMutability LifecyclePolicy.LifecyclePolicyText RepositoryName"
        " RepositoryPolicyText Tags"
    ),
    "AWS::ECS::Cluster": _type("ClusterName ClusterSettings Configuration Tags"),
    "AWS::ECS::Service": _type(
        "Cluster DeploymentConfiguration DeploymentController.Type DesiredCount EnableECSManagedTags"
        " EnableExecuteCommand LaunchType NetworkConfiguration PlatformVersion PropagateTags ServiceName Tags"
        " TaskDefinition"
    ),
    "AWS::ECS::TaskDefinition": _type(
        "ContainerDefinitions Cpu EphemeralStorage ExecutionRoleArn Family Memory NetworkMode"
        " RequiresCompatibilities RuntimePlatform Tags TaskRoleArn Volumes"
    ),
    "AWS::ElastiCache::ReplicationGroup": _type(
        "AtRestEncryptionEnabled AutoMinorVersionUpgrade AutomaticFailoverEnabled CacheNodeType"
        " CacheParameterGroupName CacheSubnetGroupName Engine EngineVersion KmsKeyId"
        " LogDeliveryConfigurations.DestinationDetails.CloudWatchLogsDetails.LogGroup"
        " LogDeliveryConfigurations.DestinationType LogDeliveryConfigurations.LogFormat"
        " LogDeliveryConfigurations.LogType MultiAZEnabled NumCacheClusters Port PreferredMaintenanceWindow"
        " ReplicationGroupDescription ReplicationGroupId SecurityGroupIds SnapshotRetentionLimit SnapshotWindow Tags"
        " TransitEncryptionEnabled TransitEncryptionMode UserGroupIds",
        SnapshotName=_RESTORED,
    ),
    "AWS::ElastiCache::SubnetGroup": _type("CacheSubnetGroupName Description SubnetIds Tags"),
    "AWS::ElastiCache::User": SupportedType(
        tuple("AccessString AuthenticationMode.Type Engine NoPasswordRequired Tags UserId UserName".split()),
        {"AuthenticationMode.Passwords": _PASSWORD_COUNT, "Passwords": _PASSWORD_COUNT},
    ),
    "AWS::ElastiCache::UserGroup": _type("Engine Tags UserGroupId UserIds"),
    "AWS::Events::Rule": _type(
        "Description EventBusName EventPattern Name ScheduleExpression State Tags Targets.Arn Targets.Id Targets.Input"
        " Targets.InputPath Targets.InputTransformer Targets.RetryPolicy"
    ),
    "AWS::IAM::ManagedPolicy": _type("Description ManagedPolicyName Path PolicyDocument Roles Users"),
    "AWS::IAM::Policy": _type("PolicyDocument PolicyName Roles Users"),
    "AWS::IAM::Role": _type(
        "AssumeRolePolicyDocument Description ManagedPolicyArns MaxSessionDuration Path PermissionsBoundary Policies"
        " RoleName Tags"
    ),
    "AWS::IAM::ServiceLinkedRole": _type("AWSServiceName Description"),
    "AWS::IAM::User": _type("ManagedPolicyArns Path PermissionsBoundary Policies Tags UserName"),
    "AWS::KMS::Alias": _type("AliasName TargetKeyId"),
    "AWS::KMS::Key": _type(
        "Description EnableKeyRotation Enabled KeyPolicy KeySpec KeyUsage RotationPeriodInDays Tags",
        PendingWindowInDays="it takes effect when the key is deleted",
    ),
    "AWS::Lambda::Function": SupportedType(
        tuple(
            "Architectures DeadLetterConfig Description Environment EphemeralStorage FunctionName Handler KmsKeyArn"
            " LoggingConfig MemorySize ReservedConcurrentExecutions Role Runtime Tags Timeout TracingConfig"
            " VpcConfig.SecurityGroupIds VpcConfig.SubnetIds".split()
        ),
        {"Code.S3Bucket": _CODE, "Code.S3Key": _CODE, "Code.ZipFile": _CODE},
    ),
    "AWS::Lambda::Permission": _type("Action FunctionName Principal PrincipalOrgID SourceAccount SourceArn"),
    "AWS::Logs::LogGroup": _type("KmsKeyId LogGroupClass LogGroupName RetentionInDays Tags"),
    "AWS::Logs::ResourcePolicy": _type("PolicyDocument PolicyName"),
    "AWS::OpenSearchService::Domain": SupportedType(
        tuple(
            "AccessPolicies AdvancedOptions AdvancedSecurityOptions.AnonymousAuthEnabled"
            " AdvancedSecurityOptions.Enabled AdvancedSecurityOptions.InternalUserDatabaseEnabled ClusterConfig"
            " DomainEndpointOptions DomainName EBSOptions EncryptionAtRestOptions EngineVersion LogPublishingOptions"
            " NodeToNodeEncryptionOptions OffPeakWindowOptions SoftwareUpdateOptions Tags VPCOptions".split()
        ),
        {"AdvancedSecurityOptions.MasterUserOptions": _NOT_RETURNED},
    ),
    "AWS::RDS::DBCluster": SupportedType(
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
            "DeleteAutomatedBackups": "the emulator creates no automated backups",
            "MasterUserPassword": _NOT_RETURNED,
            **_restore_properties("SnapshotIdentifier SourceDBClusterIdentifier RestoreToTime RestoreType"),
        },
    ),
    "AWS::RDS::DBClusterParameterGroup": _type("DBClusterParameterGroupName Description Family Parameters Tags"),
    "AWS::RDS::DBInstance": SupportedType(
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
            "AllowMajorVersionUpgrade": "the emulator performs every requested upgrade",
            "DeleteAutomatedBackups": "the emulator creates no automated backups",
            "MasterUserPassword": _NOT_RETURNED,
            **_restore_properties("DBSnapshotIdentifier SourceDBInstanceIdentifier RestoreTime"),
        },
    ),
    "AWS::RDS::DBParameterGroup": _type("DBParameterGroupName Description Family Parameters Tags"),
    "AWS::RDS::DBProxy": _type(
        "Auth DBProxyName DebugLogging DefaultAuthScheme EngineFamily IdleClientTimeout RequireTLS RoleArn Tags"
        " VpcSecurityGroupIds VpcSubnetIds"
    ),
    "AWS::RDS::DBProxyTargetGroup": _type(
        "ConnectionPoolConfigurationInfo.ConnectionBorrowTimeout ConnectionPoolConfigurationInfo.InitQuery"
        " ConnectionPoolConfigurationInfo.MaxConnectionsPercent"
        " ConnectionPoolConfigurationInfo.MaxIdleConnectionsPercent"
        " ConnectionPoolConfigurationInfo.SessionPinningFilters DBClusterIdentifiers DBInstanceIdentifiers"
        " DBProxyName Tags TargetGroupName"
    ),
    "AWS::RDS::DBSubnetGroup": _type("DBSubnetGroupDescription DBSubnetGroupName SubnetIds Tags"),
    "AWS::RDS::EventSubscription": _type(
        "Enabled EventCategories SnsTopicArn SourceIds SourceType SubscriptionName Tags"
    ),
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": _type("DestinationArn Name Tags"),
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": _type("ResolverQueryLogConfigId ResourceId"),
    "AWS::S3::Bucket": _type(
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
    "AWS::S3::BucketPolicy": _type("Bucket PolicyDocument"),
    "AWS::SNS::Subscription": _type(
        "DeliveryPolicy Endpoint FilterPolicy FilterPolicyScope Protocol RawMessageDelivery RedrivePolicy"
        " SubscriptionRoleArn TopicArn"
    ),
    "AWS::SNS::Topic": _type("DisplayName KmsMasterKeyId SignatureVersion Tags TopicName TracingConfig"),
    "AWS::SNS::TopicPolicy": _type("PolicyDocument Topics"),
    "AWS::SQS::Queue": _type(
        "DelaySeconds KmsDataKeyReusePeriodSeconds KmsMasterKeyId MaximumMessageSize MessageRetentionPeriod QueueName"
        " ReceiveMessageWaitTimeSeconds RedriveAllowPolicy RedrivePolicy SqsManagedSseEnabled Tags VisibilityTimeout"
    ),
    "AWS::SQS::QueuePolicy": _type("PolicyDocument Queues"),
    "AWS::SSM::Document": _type(
        "Content DocumentFormat DocumentType Name Tags TargetType VersionName",
        UpdateMethod="it takes effect when the document changes",
    ),
    "AWS::SSM::Parameter": _type("AllowedPattern DataType Description Name Tags Tier Type Value"),
    "AWS::Scheduler::Schedule": _type(
        "Description EndDate FlexibleTimeWindow.MaximumWindowInMinutes FlexibleTimeWindow.Mode GroupName KmsKeyArn Name"
        " ScheduleExpression ScheduleExpressionTimezone StartDate State Target.Arn Target.Input"
        " Target.RetryPolicy.MaximumEventAgeInSeconds Target.RetryPolicy.MaximumRetryAttempts Target.RoleArn"
    ),
    "AWS::Scheduler::ScheduleGroup": _type("Name Tags"),
    "AWS::SecretsManager::ResourcePolicy": _type("ResourcePolicy SecretId", BlockPublicPolicy=_NOT_EVALUATED),
    "AWS::SecretsManager::RotationSchedule": _type(
        "RotationLambdaARN RotationRules SecretId",
        RotateImmediatelyOnUpdate="AWS does not return it; the date of the last rotation is readable",
    ),
    "AWS::SecretsManager::Secret": _type("Description GenerateSecretString KmsKeyId Name SecretString Tags"),
    "AWS::SecretsManager::SecretTargetAttachment": _type("SecretId TargetId TargetType"),
}


def markdown_table() -> str:
    """Renders the table for the README."""
    lines = ["| type | readable | write-only |", "| --- | --- | --- |"]
    for kind, supported in sorted(SUPPORTED.items()):
        write_only = "; ".join(f"{name}: {reason}" for name, reason in sorted(supported.write_only.items()))
        lines.append(f"| {kind} | {', '.join(sorted(supported.readable))} | {write_only} |")
    lines.append("| Custom::* | all properties are passed to the handler | |")
    return "\n".join(lines)
