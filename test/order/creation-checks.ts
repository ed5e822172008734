/** A resource that an AWS service looks for, or uses, when it creates another resource. */
export interface CreationCheck {
  /** The type of the resource that is created. */
  readonly creates: string;
  /** The properties that lead from it to another resource, one after the other. */
  readonly through: readonly string[];
  /** The type of the resource that must exist: the resource at the end, or one that is attached to it. */
  readonly needs: string;
  /** The property with which the needed resource is attached to the resource at the end. */
  readonly attachedBy?: string;
  /** The value of a property that only some of the attached resources have. */
  readonly only?: Readonly<Record<string, string>>;
  /** A property of the created resource and one of the attached resource: if the latter names a resource, it must be the same. */
  readonly ofSame?: { readonly created: string; readonly attached: string };
  /** The reason why it must exist: what the service does at the creation. */
  readonly reason: string;
  readonly see: string;
}

/** The custom resources whose functions connect to a server in the VPC. */
const IN_VPC = ['Custom::SearchSettings', 'Custom::ServiceLogin'] as const;

const DOCS = 'https://docs.aws.amazon.com';
const CLOUDFORMATION = `${DOCS}/AWSCloudFormation/latest/TemplateReference`;
const RDS = `${DOCS}/AmazonRDS/latest`;
const LAMBDA = `${DOCS}/lambda/latest`;
const SECRETS = `${DOCS}/secretsmanager/latest/userguide`;
const CUSTOM_RESOURCES = `${DOCS}/AWSCloudFormation/latest/UserGuide/template-custom-resources.html`;

/** Permissions that a service tests when it creates a resource, and other attached resources that it uses. */
const ATTACHED: readonly CreationCheck[] = [
  {
    creates: 'AWS::Lambda::Function',
    through: ['Role'],
    needs: 'AWS::IAM::ManagedPolicy',
    attachedBy: 'Roles',
    reason: 'Lambda rejects a function whose role may not send messages to its dead-letter queue.',
    see: `${LAMBDA}/dg/invocation-async-retain-records.html`,
  },
  {
    creates: 'AWS::Lambda::Function',
    through: ['VpcConfig.SubnetIds'],
    needs: 'AWS::EC2::SubnetRouteTableAssociation',
    attachedBy: 'SubnetId',
    reason: 'Secrets Manager invokes the function at once; without its route table, the subnet has no way to AWS.',
    see: `${LAMBDA}/dg/configuration-vpc-internet.html`,
  },
  {
    creates: 'AWS::SecretsManager::RotationSchedule',
    through: ['RotationLambdaARN'],
    needs: 'AWS::Lambda::Permission',
    attachedBy: 'FunctionName',
    ofSame: { created: 'SecretId', attached: 'SourceArn' },
    reason: 'Secrets Manager rejects a function that it may not invoke.',
    see: `${SECRETS}/troubleshoot_rotation.html`,
  },
  {
    creates: 'AWS::SecretsManager::RotationSchedule',
    through: ['RotationLambdaARN', 'Role'],
    needs: 'AWS::IAM::ManagedPolicy',
    attachedBy: 'Roles',
    reason: 'Secrets Manager tests the rotation, and the function reads the secret.',
    see: `${SECRETS}/rotating-secrets-required-permissions-function.html`,
  },
  {
    creates: 'AWS::SecretsManager::RotationSchedule',
    through: ['RotationLambdaARN', 'VpcConfig.SecurityGroupIds'],
    needs: 'AWS::EC2::SecurityGroupIngress',
    attachedBy: 'SourceSecurityGroupId',
    reason: 'Secrets Manager tests the rotation, and the function connects to the broker or the cluster.',
    see: `${SECRETS}/rotation-network-rqmts.html`,
  },
  {
    creates: 'AWS::SecretsManager::RotationSchedule',
    through: ['RotationLambdaARN', 'VpcConfig.SubnetIds', 'VpcId'],
    needs: 'AWS::EC2::VPCEndpoint',
    attachedBy: 'VpcId',
    only: { VpcEndpointType: 'Interface' },
    reason: 'Secrets Manager tests the rotation, and the function calls AWS through the endpoints.',
    see: `${SECRETS}/vpc-endpoint-overview.html`,
  },
  {
    creates: 'AWS::SecretsManager::RotationSchedule',
    through: ['RotationLambdaARN', 'Environment'],
    needs: 'AWS::DocDB::DBInstance',
    attachedBy: 'DBClusterIdentifier',
    reason: 'Secrets Manager tests the rotation, and the function logs in to the cluster, which needs an instance.',
    see: `${SECRETS}/rotate-secrets_lambda.html`,
  },
  ...IN_VPC.flatMap((creates): CreationCheck[] => [
    {
      creates,
      through: ['ServiceToken', 'Role'],
      needs: 'AWS::IAM::ManagedPolicy',
      attachedBy: 'Roles',
      reason: 'CloudFormation invokes the function at once, and the function calls AWS.',
      see: CUSTOM_RESOURCES,
    },
    {
      creates,
      through: ['ServiceToken', 'VpcConfig.SecurityGroupIds'],
      needs: 'AWS::EC2::SecurityGroupIngress',
      attachedBy: 'SourceSecurityGroupId',
      reason: 'CloudFormation invokes the function at once, and the function connects to the server.',
      see: CUSTOM_RESOURCES,
    },
    {
      creates,
      through: ['ServiceToken', 'VpcConfig.SubnetIds', 'VpcId'],
      needs: 'AWS::EC2::VPCEndpoint',
      attachedBy: 'VpcId',
      reason: 'CloudFormation waits for the answer, which the function sends to S3, and the function calls AWS.',
      see: CUSTOM_RESOURCES,
    },
  ]),
  {
    creates: 'Custom::ServiceLogin',
    through: ['ServiceToken', 'Environment'],
    needs: 'AWS::RDS::DBInstance',
    attachedBy: 'DBClusterIdentifier',
    reason: 'The function logs in to the cluster, which needs an instance.',
    see: CUSTOM_RESOURCES,
  },
  {
    creates: 'Custom::ServiceLogin',
    through: ['UserGroupId'],
    needs: 'AWS::ElastiCache::ReplicationGroup',
    attachedBy: 'UserGroupIds',
    reason: 'The group is active, and takes a user, when the cache that uses it exists.',
    see: `${DOCS}/AmazonElastiCache/latest/dg/Clusters.RBAC.html`,
  },
  {
    creates: 'Custom::ServiceLogin',
    through: ['RoleArn'],
    needs: 'AWS::IAM::ManagedPolicy',
    attachedBy: 'Roles',
    reason: 'The function assumes the role, and tries whether the domain admits it.',
    see: CUSTOM_RESOURCES,
  },
  ...[
    ['Custom::ServiceLogin', 'SecretArn'],
    ['AWS::SecretsManager::RotationSchedule', 'SecretId'],
  ].map(
    ([creates, secret]): CreationCheck => ({
      creates,
      through: [secret],
      needs: 'AWS::SecretsManager::ResourcePolicy',
      attachedBy: 'SecretId',
      reason: 'The function reads the secret at once, and the policy of the secret allows it.',
      see: `${SECRETS}/auth-and-access_resource-policies.html`,
    }),
  ),
  {
    creates: 'AWS::EC2::FlowLog',
    through: ['DeliverLogsPermissionArn'],
    needs: 'AWS::IAM::ManagedPolicy',
    attachedBy: 'Roles',
    reason: 'A flow log whose role may not write has the status "Access error".',
    see: `${DOCS}/vpc/latest/userguide/flow-logs-troubleshooting.html`,
  },
  {
    creates: 'AWS::RDS::DBProxy',
    through: ['RoleArn'],
    needs: 'AWS::IAM::ManagedPolicy',
    attachedBy: 'Roles',
    reason: 'The proxy reads the secret when it starts, and is unavailable if its role may not.',
    see: `${RDS}/UserGuide/rds-proxy-setup.html`,
  },
  {
    creates: 'AWS::RDS::DBProxyTargetGroup',
    through: ['DBClusterIdentifiers'],
    needs: 'AWS::RDS::DBInstance',
    attachedBy: 'DBClusterIdentifier',
    reason: 'RDS registers the instances of the cluster, of which at least one must exist.',
    see: `${RDS}/UserGuide/rds-proxy-setup.html`,
  },
  {
    creates: 'AWS::RDS::DBProxyTargetGroup',
    through: ['DBProxyName', 'VpcSecurityGroupIds'],
    needs: 'AWS::EC2::SecurityGroupIngress',
    attachedBy: 'SourceSecurityGroupId',
    reason: 'CloudFormation waits until the proxy is connected to the database.',
    see: 'https://github.com/aws/aws-cdk/issues/8919',
  },
  {
    creates: 'AWS::RDS::EventSubscription',
    through: ['SnsTopicArn'],
    needs: 'AWS::SNS::TopicPolicy',
    attachedBy: 'Topics',
    reason: 'RDS publishes a test message to the topic, and rejects a topic that does not allow it.',
    see: `${RDS}/UserGuide/USER_Events.Subscribing.html`,
  },
  {
    creates: 'AWS::OpenSearchService::Domain',
    through: ['LogPublishingOptions'],
    needs: 'AWS::Logs::ResourcePolicy',
    attachedBy: 'PolicyDocument',
    reason: 'OpenSearch Service rejects log groups that it may not write to.',
    see: `${DOCS}/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html`,
  },
  ...['TaskRoleArn', 'ExecutionRoleArn'].map(
    (role): CreationCheck => ({
      creates: 'AWS::ECS::Service',
      through: ['TaskDefinition', role],
      needs: 'AWS::IAM::ManagedPolicy',
      attachedBy: 'Roles',
      reason: 'ECS starts the tasks at once. A task that may not read its secrets fails, and may fail the deployment.',
      see: `${DOCS}/AmazonECS/latest/developerguide/task_execution_IAM_role.html`,
    }),
  ),
  {
    creates: 'AWS::EC2::Route',
    through: ['GatewayId'],
    needs: 'AWS::EC2::VPCGatewayAttachment',
    attachedBy: 'InternetGatewayId',
    reason: 'EC2 rejects a route to an internet gateway that is not attached to the VPC.',
    see: `${CLOUDFORMATION}/aws-attribute-dependson.html`,
  },
  {
    creates: 'AWS::EC2::NatGateway',
    through: ['SubnetId', 'VpcId'],
    needs: 'AWS::EC2::VPCGatewayAttachment',
    attachedBy: 'VpcId',
    reason: 'EC2 rejects a NAT gateway in a VPC without an internet gateway.',
    see: `${CLOUDFORMATION}/aws-resource-ec2-natgateway.html`,
  },
  {
    creates: 'Custom::OpenSearchServiceLinkedRole',
    through: ['ServiceToken', 'Role'],
    needs: 'AWS::IAM::ManagedPolicy',
    attachedBy: 'Roles',
    reason: 'CloudFormation invokes the function at once, and the function calls IAM.',
    see: CUSTOM_RESOURCES,
  },
  {
    creates: 'Custom::S3AutoDeleteObjects',
    through: ['BucketName'],
    needs: 'AWS::S3::BucketPolicy',
    attachedBy: 'Bucket',
    reason: 'The policy allows the function to empty the bucket: it must be removed after the function has run.',
    see: `${DOCS}/cdk/api/v2/docs/aws-cdk-lib.aws_s3-readme.html#bucket-deletion`,
  },
];

/** Returns a check for each type that has the property. Their creation fails if the resource does not exist. */
function eachNeeds(
  properties: Readonly<Record<string, string>>,
  check: Pick<CreationCheck, 'needs' | 'reason' | 'see'>,
): CreationCheck[] {
  return Object.entries(properties).map(([creates, property]) => ({ ...check, creates, through: [property] }));
}

/** Resources that the created resource names. A literal name in a template would not order their creation. */
const NAMED: readonly CreationCheck[] = [
  ...eachNeeds(
    {
      'AWS::AmazonMQ::Broker': 'EncryptionOptions.KmsKeyId',
      'AWS::Backup::BackupVault': 'EncryptionKeyArn',
      'AWS::DocDB::DBCluster': 'KmsKeyId',
      'AWS::DynamoDB::Table': 'SSESpecification.KMSMasterKeyId',
      'AWS::ElastiCache::ReplicationGroup': 'KmsKeyId',
      'AWS::Lambda::Function': 'KmsKeyArn',
      'AWS::Logs::LogGroup': 'KmsKeyId',
      'AWS::OpenSearchService::Domain': 'EncryptionAtRestOptions.KmsKeyId',
      'AWS::RDS::DBCluster': 'KmsKeyId',
      'AWS::RDS::DBInstance': 'KmsKeyId',
      'AWS::S3::Bucket': 'BucketEncryption',
      'AWS::SecretsManager::Secret': 'KmsKeyId',
      'AWS::SNS::Topic': 'KmsMasterKeyId',
      'AWS::SQS::Queue': 'KmsMasterKeyId',
    },
    {
      needs: 'AWS::KMS::Key',
      reason: 'The service calls the key, or creates a grant for it. The policy of the key is part of the key.',
      see: `${DOCS}/kms/latest/developerguide/service-integration.html`,
    },
  ),
  ...eachNeeds(
    {
      'AWS::Backup::BackupSelection': 'BackupSelection.IamRoleArn',
      'AWS::EC2::FlowLog': 'DeliverLogsPermissionArn',
      'AWS::Lambda::Function': 'Role',
      'AWS::RDS::DBInstance': 'MonitoringRoleArn',
      'AWS::RDS::DBProxy': 'RoleArn',
    },
    {
      needs: 'AWS::IAM::Role',
      reason: 'The service rejects a role that it cannot assume. AWS managed policies are part of the role.',
      see: `${DOCS}/IAM/latest/UserGuide/troubleshoot_roles.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::OpenSearchService::Domain': 'AccessPolicies' },
    {
      needs: 'AWS::IAM::Role',
      reason: 'OpenSearch Service rejects an access policy with a principal that does not exist.',
      see: `${DOCS}/opensearch-service/latest/developerguide/ac.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::S3::BucketPolicy': 'PolicyDocument' },
    {
      needs: 'AWS::IAM::Role',
      reason: 'S3 rejects a policy with a principal that does not exist.',
      see: `${DOCS}/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy' },
    {
      needs: 'AWS::IAM::Role',
      reason: 'Secrets Manager rejects a policy with a principal that does not exist.',
      see: `${SECRETS}/auth-and-access_resource-policies.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::IAM::Role': 'AssumeRolePolicyDocument' },
    {
      needs: 'AWS::IAM::Role',
      reason: 'IAM rejects a trust policy with a principal that does not exist.',
      see: `${DOCS}/IAM/latest/UserGuide/troubleshoot_roles.html`,
    },
  ),
  ...Object.entries({
    RoleArn: 'AWS::IAM::Role',
    SecretArn: 'AWS::SecretsManager::Secret',
    MigrationSecretArn: 'AWS::SecretsManager::Secret',
    UserGroupId: 'AWS::ElastiCache::UserGroup',
    UserId: 'AWS::ElastiCache::User',
  }).flatMap(([property, needs]) =>
    eachNeeds(
      { 'Custom::ServiceLogin': property },
      { needs, reason: 'The function that declares the login uses it at once.', see: CUSTOM_RESOURCES },
    ),
  ),
  ...eachNeeds(
    { 'AWS::IAM::ManagedPolicy': 'Roles', 'AWS::IAM::Policy': 'Roles' },
    {
      needs: 'AWS::IAM::Role',
      reason: 'IAM rejects a role that does not exist.',
      see: `${DOCS}/IAM/latest/UserGuide/access_policies_manage-attach-detach.html`,
    },
  ),
  ...['ExecutionRoleArn', 'TaskRoleArn'].flatMap((role) =>
    eachNeeds(
      { 'AWS::ECS::TaskDefinition': role },
      {
        needs: 'AWS::IAM::Role',
        reason: 'ECS assumes the role when it starts a task.',
        see: `${DOCS}/AmazonECS/latest/developerguide/task_execution_IAM_role.html`,
      },
    ),
  ),
  ...eachNeeds(
    { 'AWS::OpenSearchService::Domain': 'AdvancedSecurityOptions.MasterUserOptions.MasterUserARN' },
    {
      needs: 'AWS::IAM::Role',
      reason: 'OpenSearch Service maps the administrator to the role.',
      see: `${DOCS}/opensearch-service/latest/developerguide/fgac.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBInstance': 'MasterUserSecret', 'AWS::RDS::DBCluster': 'MasterUserSecret' },
    {
      needs: 'AWS::KMS::Key',
      reason: 'RDS encrypts the secret of the master user with the key.',
      see: `${RDS}/UserGuide/rds-secrets-manager.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBInstance': 'PerformanceInsightsKMSKeyId', 'AWS::RDS::DBCluster': 'PerformanceInsightsKmsKeyId' },
    {
      needs: 'AWS::KMS::Key',
      reason: 'RDS encrypts the performance data with the key.',
      see: `${RDS}/UserGuide/USER_PerfInsights.access-control.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::DocDB::DBCluster': 'DBSubnetGroupName' },
    {
      needs: 'AWS::DocDB::DBSubnetGroup',
      reason: 'DocumentDB rejects a subnet group that does not exist.',
      see: `${DOCS}/documentdb/latest/developerguide/document-db-subnet-groups.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::ElastiCache::ReplicationGroup': 'CacheSubnetGroupName' },
    {
      needs: 'AWS::ElastiCache::SubnetGroup',
      reason: 'ElastiCache rejects a subnet group that does not exist.',
      see: `${DOCS}/AmazonElastiCache/latest/dg/SubnetGroups.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBCluster': 'DBSubnetGroupName', 'AWS::RDS::DBInstance': 'DBSubnetGroupName' },
    {
      needs: 'AWS::RDS::DBSubnetGroup',
      reason: 'RDS rejects a subnet group that does not exist.',
      see: `${RDS}/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::DocDB::DBCluster': 'DBClusterParameterGroupName' },
    {
      needs: 'AWS::DocDB::DBClusterParameterGroup',
      reason: 'DocumentDB rejects a parameter group that does not exist.',
      see: `${DOCS}/documentdb/latest/developerguide/cluster_parameter_groups.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBCluster': 'DBClusterParameterGroupName' },
    {
      needs: 'AWS::RDS::DBClusterParameterGroup',
      reason: 'RDS rejects a parameter group that does not exist.',
      see: `${RDS}/AuroraUserGuide/USER_WorkingWithParamGroups.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBInstance': 'DBParameterGroupName' },
    {
      needs: 'AWS::RDS::DBParameterGroup',
      reason: 'RDS rejects a parameter group that does not exist.',
      see: `${RDS}/UserGuide/USER_WorkingWithParamGroups.html`,
    },
  ),
  ...eachNeeds(
    {
      'AWS::AmazonMQ::Broker': 'SecurityGroups',
      'AWS::DocDB::DBCluster': 'VpcSecurityGroupIds',
      'AWS::EC2::VPCEndpoint': 'SecurityGroupIds',
      'AWS::ElastiCache::ReplicationGroup': 'SecurityGroupIds',
      'AWS::Lambda::Function': 'VpcConfig.SecurityGroupIds',
      'AWS::OpenSearchService::Domain': 'VPCOptions.SecurityGroupIds',
      'AWS::RDS::DBCluster': 'VpcSecurityGroupIds',
      'AWS::RDS::DBInstance': 'VPCSecurityGroups',
      'AWS::RDS::DBProxy': 'VpcSecurityGroupIds',
    },
    {
      needs: 'AWS::EC2::SecurityGroup',
      reason: 'The service creates network interfaces with the security group.',
      see: `${DOCS}/vpc/latest/userguide/vpc-security-groups.html`,
    },
  ),
  ...eachNeeds(
    {
      'AWS::AmazonMQ::Broker': 'SubnetIds',
      'AWS::EC2::VPCEndpoint': 'SubnetIds',
      'AWS::Lambda::Function': 'VpcConfig.SubnetIds',
      'AWS::OpenSearchService::Domain': 'VPCOptions.SubnetIds',
      'AWS::RDS::DBProxy': 'VpcSubnetIds',
      'AWS::RDS::DBSubnetGroup': 'SubnetIds',
      'AWS::DocDB::DBSubnetGroup': 'SubnetIds',
      'AWS::ElastiCache::SubnetGroup': 'SubnetIds',
    },
    {
      needs: 'AWS::EC2::Subnet',
      reason: 'The service creates network interfaces in the subnets.',
      see: `${DOCS}/vpc/latest/userguide/configure-subnets.html`,
    },
  ),
  ...eachNeeds(
    {
      'AWS::AmazonMQ::Broker': 'Users',
      'AWS::DocDB::DBCluster': 'MasterUserPassword',
      'AWS::ElastiCache::User': 'Passwords',
    },
    {
      needs: 'AWS::SecretsManager::Secret',
      reason: 'CloudFormation reads the password from the secret.',
      see: `${DOCS}/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::ElastiCache::ReplicationGroup': 'UserGroupIds' },
    {
      needs: 'AWS::ElastiCache::UserGroup',
      reason: 'ElastiCache rejects a user group that does not exist.',
      see: `${DOCS}/AmazonElastiCache/latest/dg/Clusters.RBAC.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::ElastiCache::UserGroup': 'UserIds' },
    {
      needs: 'AWS::ElastiCache::User',
      reason: 'ElastiCache rejects a user that does not exist.',
      see: `${DOCS}/AmazonElastiCache/latest/dg/Clusters.RBAC.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::Lambda::Function': 'DeadLetterConfig' },
    {
      needs: 'AWS::SQS::Queue',
      reason: 'Lambda rejects a dead-letter queue that does not exist.',
      see: `${LAMBDA}/dg/invocation-async-retain-records.html`,
    },
  ),
  ...['AWS::AmazonMQ::Broker', 'AWS::DocDB::DBCluster', 'AWS::ElastiCache::User'].map(
    (needs): CreationCheck => ({
      creates: 'AWS::SecretsManager::RotationSchedule',
      through: ['RotationLambdaARN', 'Environment'],
      needs,
      reason: 'Secrets Manager tests the rotation, and the function logs in to the resource or asks for its status.',
      see: `${SECRETS}/rotate-secrets_lambda.html`,
    }),
  ),
  ...eachNeeds(
    { 'AWS::SecretsManager::RotationSchedule': 'SecretId' },
    {
      needs: 'AWS::SecretsManager::Secret',
      reason: 'Secrets Manager rejects a secret that does not exist.',
      see: `${SECRETS}/rotating-secrets.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::DocDB::DBInstance': 'DBClusterIdentifier' },
    {
      needs: 'AWS::DocDB::DBCluster',
      reason: 'DocumentDB rejects an instance of a cluster that does not exist.',
      see: `${DOCS}/documentdb/latest/developerguide/db-instance-add.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBInstance': 'DBClusterIdentifier' },
    {
      needs: 'AWS::RDS::DBCluster',
      reason: 'RDS rejects an instance of a cluster that does not exist.',
      see: `${RDS}/AuroraUserGuide/aurora-replicas-adding.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBProxyTargetGroup': 'DBInstanceIdentifiers' },
    {
      needs: 'AWS::RDS::DBInstance',
      reason: 'RDS rejects a target that does not exist.',
      see: `${RDS}/UserGuide/rds-proxy-setup.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBProxyTargetGroup': 'DBClusterIdentifiers' },
    {
      needs: 'AWS::RDS::DBCluster',
      reason: 'RDS rejects a target that does not exist.',
      see: `${RDS}/AuroraUserGuide/rds-proxy-setup.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::EventSubscription': 'SnsTopicArn' },
    {
      needs: 'AWS::SNS::Topic',
      reason: 'RDS publishes a test message to the topic.',
      see: `${RDS}/UserGuide/USER_Events.Subscribing.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::Backup::BackupSelection': 'BackupPlanId' },
    {
      needs: 'AWS::Backup::BackupPlan',
      reason: 'AWS Backup rejects a selection for a plan that does not exist.',
      see: `${DOCS}/aws-backup/latest/devguide/assigning-resources.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::RDS::DBProxyTargetGroup': 'DBProxyName' },
    {
      needs: 'AWS::RDS::DBProxy',
      reason: 'RDS rejects the targets of a proxy that does not exist.',
      see: `${RDS}/UserGuide/rds-proxy-setup.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::Backup::BackupPlan': 'BackupPlan' },
    {
      needs: 'AWS::Backup::BackupVault',
      reason: 'AWS Backup rejects a plan for a vault that does not exist.',
      see: `${DOCS}/aws-backup/latest/devguide/creating-a-backup-plan.html`,
    },
  ),
  ...eachNeeds(
    { 'AWS::S3::Bucket': 'LoggingConfiguration' },
    {
      needs: 'AWS::S3::Bucket',
      reason: 'S3 rejects a bucket for logs that does not exist.',
      see: `${DOCS}/AmazonS3/latest/userguide/enable-server-access-logging.html`,
    },
  ),
  ...eachNeeds(
    {
      'Custom::OpenSearchServiceLinkedRole': 'ServiceToken',
      'Custom::S3AutoDeleteObjects': 'ServiceToken',
      'Custom::SearchSettings': 'ServiceToken',
      'Custom::ServiceLogin': 'ServiceToken',
      'Custom::VpcRestrictDefaultSG': 'ServiceToken',
    },
    {
      needs: 'AWS::Lambda::Function',
      reason: 'CloudFormation invokes the function.',
      see: CUSTOM_RESOURCES,
    },
  ),
  ...eachNeeds(
    {
      'AWS::EC2::FlowLog': 'LogGroupName',
      'AWS::ECS::TaskDefinition': 'ContainerDefinitions',
      'AWS::Lambda::Function': 'LoggingConfig',
      'AWS::OpenSearchService::Domain': 'LogPublishingOptions',
      'AWS::Route53Resolver::ResolverQueryLoggingConfig': 'DestinationArn',
    },
    {
      needs: 'AWS::Logs::LogGroup',
      reason: 'The service rejects a log group that does not exist, or creates one without a key and a retention.',
      see: `${DOCS}/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html`,
    },
  ),
];

export const CREATION_CHECKS: readonly CreationCheck[] = [...ATTACHED, ...NAMED];

/** A log group that a service finds by its name. Nothing in the template refers to it. */
export interface NamedLogGroups {
  readonly creates: string;
  /** The property with the identifier that the name of each log group contains. */
  readonly identifier: string;
  readonly prefix: string;
  readonly reason: string;
  readonly see: string;
}

const CREATED_WITHOUT = 'The service creates a log group that does not exist, without a key and without a retention.';

export const LOG_GROUPS: readonly NamedLogGroups[] = [
  {
    creates: 'AWS::RDS::DBInstance',
    identifier: 'DBInstanceIdentifier',
    prefix: '/aws/rds/instance',
    reason: CREATED_WITHOUT,
    see: `${RDS}/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html`,
  },
  {
    creates: 'AWS::RDS::DBCluster',
    identifier: 'DBClusterIdentifier',
    prefix: '/aws/rds/cluster',
    reason: CREATED_WITHOUT,
    see: `${RDS}/AuroraUserGuide/AuroraPostgreSQL.CloudWatch.html`,
  },
  {
    creates: 'AWS::DocDB::DBCluster',
    identifier: 'DBClusterIdentifier',
    prefix: '/aws/docdb',
    reason: CREATED_WITHOUT,
    see: `${DOCS}/documentdb/latest/developerguide/event-auditing.html`,
  },
];

/** The resources that hold permissions on other resources, with the property that attaches them. */
export const POLICIES: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'Roles',
  'AWS::IAM::Policy': 'Roles',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::Logs::ResourcePolicy': 'PolicyDocument',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SQS::QueuePolicy': 'Queues',
};

/** The types of resources that a service looks up when it creates a resource that names one of them. */
export const LOOKED_UP: readonly string[] = [
  'AWS::DocDB::DBClusterParameterGroup',
  'AWS::DocDB::DBSubnetGroup',
  'AWS::ElastiCache::SubnetGroup',
  'AWS::ElastiCache::UserGroup',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBClusterParameterGroup',
  'AWS::RDS::DBParameterGroup',
  'AWS::RDS::DBSubnetGroup',
];

/** Uses of a resource of these types, or of one that has a policy, in which no service looks at it at the creation. */
export const NOT_CHECKED: ReadonlyArray<Pick<CreationCheck, 'creates' | 'through' | 'needs' | 'reason'>> = [
  ...['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'].flatMap((needs) => [
    {
      creates: 'AWS::ECS::TaskDefinition',
      through: ['ExecutionRoleArn'],
      needs,
      reason: 'ECS uses the role when it starts a task.',
    },
    {
      creates: needs === 'AWS::IAM::Policy' ? 'AWS::IAM::ManagedPolicy' : 'AWS::IAM::Policy',
      through: ['Roles'],
      needs,
      reason: 'IAM does not look at the other policies of a role.',
    },
  ]),
  ...[
    'AWS::ElastiCache::UserGroup',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Role',
    'AWS::KMS::Key',
    'AWS::Lambda::Permission',
  ].map((needs) => ({
    creates: 'AWS::CloudFormation::Stack',
    through: ['Parameters'],
    needs,
    reason: 'The parameters of a nested stack are texts.',
  })),
  ...['AWS::IAM::Role', 'AWS::SecretsManager::ResourcePolicy'].map((creates) => ({
    creates,
    through: [creates === 'AWS::IAM::Role' ? 'AssumeRolePolicyDocument' : 'ResourcePolicy'],
    needs: 'AWS::IAM::ManagedPolicy',
    reason: 'No service looks at the permissions of a principal.',
  })),
  {
    creates: 'AWS::Lambda::Function',
    through: ['Environment'],
    needs: 'AWS::IAM::Role',
    reason: 'The variables of a function are texts.',
  },
  ...['AWS::Logs::LogGroup', 'AWS::Logs::ResourcePolicy', 'AWS::SQS::QueuePolicy'].map((needs) => ({
    creates: 'AWS::SSM::Parameter',
    through: ['Value'],
    needs,
    reason: 'A parameter contains the names of queues and log groups for alarms and dashboards.',
  })),
  ...[
    { creates: 'AWS::Lambda::Permission', through: ['FunctionName'] },
    { creates: 'Custom::ServiceLogin', through: ['ServiceToken'] },
  ].map((use) => ({
    ...use,
    needs: 'AWS::Lambda::Permission',
    reason: 'The permission is for Secrets Manager alone; CloudFormation invokes the function as the deployment.',
  })),
  {
    creates: 'AWS::ECS::TaskDefinition',
    through: ['TaskRoleArn'],
    needs: 'AWS::IAM::ManagedPolicy',
    reason: 'ECS uses the role when it starts a task.',
  },
  ...[
    'AWS::ElastiCache::UserGroup',
    'AWS::IAM::Role',
    'AWS::KMS::Key',
    'AWS::Logs::LogGroup',
    'AWS::SQS::QueuePolicy',
  ].map((needs) => ({
    creates: 'AWS::IAM::ManagedPolicy',
    through: ['PolicyDocument'],
    needs,
    reason: 'IAM does not look at the resources of a statement.',
  })),
  ...['AWS::IAM::Policy', 'AWS::Logs::ResourcePolicy'].map((creates) => ({
    creates,
    through: ['PolicyDocument'],
    needs: 'AWS::Logs::LogGroup',
    reason: 'Neither IAM nor CloudWatch Logs looks at the resources of a statement.',
  })),
  {
    creates: 'AWS::Lambda::Function',
    through: ['DeadLetterConfig'],
    needs: 'AWS::SQS::QueuePolicy',
    reason: 'The policy of the queue only denies requests without TLS; the role of the function allows the messages.',
  },
  {
    creates: 'AWS::Lambda::Function',
    through: ['Description'],
    needs: 'AWS::S3::BucketPolicy',
    reason: 'A description is only text.',
  },
  {
    creates: 'AWS::S3::Bucket',
    through: ['LoggingConfiguration'],
    needs: 'AWS::S3::BucketPolicy',
    reason:
      'S3 reads the policy when it delivers logs, about an hour later. The policy names the logged bucket, so it cannot ' +
      'be created before: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html',
  },
  {
    creates: 'AWS::S3::BucketPolicy',
    through: ['PolicyDocument'],
    needs: 'AWS::S3::BucketPolicy',
    reason: 'S3 looks at the principals of a policy, not at the buckets that its conditions name.',
  },
  ...[
    'AWS::ElastiCache::UserGroup',
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Role',
    'AWS::KMS::Key',
    'AWS::Lambda::Permission',
    'AWS::S3::BucketPolicy',
    'AWS::SNS::TopicPolicy',
  ].map((needs) => ({
    creates: 'AWS::SSM::Parameter',
    through: ['Value'],
    needs,
    reason: 'The value of a parameter is only text.',
  })),
];
