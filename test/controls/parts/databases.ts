import {
  at,
  BOTH,
  type Control,
  checked,
  customerKey,
  explained,
  FSBP,
  has,
  type Kind,
  list,
  property,
  referred,
  requirement,
} from '../control';

const INSTANCE: Kind = {
  name: 'PostgreSQL instance',
  type: 'AWS::RDS::DBInstance',
  includes: ({ Engine }) => Engine === 'postgres',
};
const ANY_INSTANCE: Kind = { name: 'PostgreSQL instance, Aurora instance', type: 'AWS::RDS::DBInstance' };
const AURORA_INSTANCE: Kind = {
  name: 'Aurora instance',
  type: 'AWS::RDS::DBInstance',
  includes: ({ Engine }) => Engine === 'aurora-postgresql',
};
const AURORA: Kind = { name: 'Aurora cluster', type: 'AWS::RDS::DBCluster' };
const PROXY: Kind = { name: 'RDS Proxy', type: 'AWS::RDS::DBProxy' };
const SUBNETS: Kind = { name: 'subnet group', type: 'AWS::RDS::DBSubnetGroup' };

const events = (source: string): Kind => ({
  name: `event subscription for ${source}`,
  type: 'AWS::RDS::EventSubscription',
  includes: ({ SourceType }) => SourceType === source,
});

const notifiesOf = (...categories: string[]) =>
  property(`enabled, for the categories ${categories.join(', ')}`, ({ properties: { Enabled, EventCategories } }) => {
    const subscribed = list(EventCategories); // an empty list subscribes to all categories
    const includesAll = categories.every((category) => subscribed.includes(category));
    return Enabled !== false && (subscribed.length === 0 || includesAll);
  });

const ENCRYPTED = has({ StorageEncrypted: true });
const PROTECTED = has({ DeletionProtection: true });
const IAM_LOGIN = has({ EnableIAMDatabaseAuthentication: true });
const COPIED_TAGS = has({ CopyTagsToSnapshot: true });
const MINOR_UPGRADES = has({ AutoMinorVersionUpgrade: true });
const CUSTOM_ADMINISTRATOR = property('`MasterUsername` is not `admin`, `postgres` or `root`', ({ properties }) => {
  return !['admin', 'postgres', 'root', undefined].some((name) => name === properties.MasterUsername);
});
const CUSTOM_PORT = property('`Port` is not 5432, 3306 or 27017', ({ properties: { Port } }) => {
  return Port !== undefined && !['5432', '3306', '27017'].includes(String(Port));
});
const A_WEEK_OF_BACKUPS = property('`BackupRetentionPeriod` of 7 days or more', ({ properties }) => {
  return Number(properties.BackupRetentionPeriod) >= 7;
});

const exported = (...logs: string[]) =>
  property(`\`EnableCloudwatchLogsExports: ${logs.join(', ')}\``, ({ properties }) => {
    const found = list(properties.EnableCloudwatchLogsExports);
    return logs.every((log) => found.includes(log));
  });

const INSTANCE_LOGS = exported('postgresql', 'upgrade');
const TWO_INSTANCES = property('two or more instances', ({ id }, all) => {
  const members = all.filter(({ properties }) => at(properties.DBClusterIdentifier, 'Ref') === id);
  return members.length >= 2;
});

const ISOLATED = property('no subnet has a route to an internet gateway', ({ properties }, all) => {
  const subnets = list(properties.SubnetIds).map((subnet) => at(subnet, 'Ref'));
  const tables = all
    .filter(({ type, properties }) => {
      return type === 'AWS::EC2::SubnetRouteTableAssociation' && subnets.includes(at(properties.SubnetId, 'Ref'));
    })
    .map(({ properties }) => at(properties.RouteTableId, 'Ref'));
  const open = all.filter(({ type, properties }) => {
    return type === 'AWS::EC2::Route' && properties.GatewayId && tables.includes(at(properties.RouteTableId, 'Ref'));
  });
  return subnets.length > 0 && open.length === 0;
});

const TLS_ONLY = property('`rds.force_ssl: 1` in the parameter group', ({ properties }, all) => {
  const group = referred(properties.DBParameterGroupName ?? properties.DBClusterParameterGroupName, all);
  return at(group?.properties, 'Parameters', 'rds.force_ssl') === '1';
});

/** PostgreSQL, on instances and on Aurora. */
export const DATABASES: Control[] = [
  checked(
    'RDS.2',
    BOTH,
    'RDS DB instances should prohibit public access',
    INSTANCE,
    has({ PubliclyAccessible: false }),
  ),
  checked('RDS.3', FSBP, 'RDS DB instances should have encryption at rest enabled', INSTANCE, ENCRYPTED),
  checked(
    'RDS.5',
    FSBP,
    'RDS DB instances should be configured with multiple Availability Zones',
    INSTANCE,
    has({ MultiAZ: true }),
  ),
  checked(
    'RDS.6',
    FSBP,
    'Enhanced monitoring should be configured for RDS DB instances',
    ANY_INSTANCE,
    has({ MonitoringInterval: 60 }),
  ),
  checked('RDS.7', FSBP, 'RDS clusters should have deletion protection enabled', AURORA, PROTECTED),
  checked('RDS.8', FSBP, 'RDS DB instances should have deletion protection enabled', INSTANCE, PROTECTED),
  checked('RDS.9', BOTH, 'RDS DB instances should publish logs to CloudWatch Logs', INSTANCE, INSTANCE_LOGS),
  checked('RDS.10', FSBP, 'IAM authentication should be configured for RDS instances', INSTANCE, IAM_LOGIN),
  checked('RDS.11', FSBP, 'RDS instances should have automatic backups enabled', INSTANCE, A_WEEK_OF_BACKUPS),
  checked('RDS.12', FSBP, 'IAM authentication should be configured for RDS clusters', AURORA, IAM_LOGIN),
  checked('RDS.13', BOTH, 'RDS automatic minor version upgrades should be enabled', INSTANCE, MINOR_UPGRADES),
  checked(
    'RDS.15',
    FSBP,
    'RDS DB clusters should be configured for multiple Availability Zones',
    AURORA,
    TWO_INSTANCES,
  ),
  checked('RDS.16', FSBP, 'Aurora DB clusters should be configured to copy tags to DB snapshots', AURORA, COPIED_TAGS),
  checked('RDS.17', FSBP, 'RDS DB instances should be configured to copy tags to snapshots', INSTANCE, COPIED_TAGS),
  checked(
    'RDS.19',
    FSBP,
    'Existing RDS event notification subscriptions should be configured for critical cluster events',
    events('db-cluster'),
    notifiesOf('maintenance', 'failure'),
  ),
  checked(
    'RDS.20',
    BOTH,
    'Existing RDS event notification subscriptions should be configured for critical database instance events',
    events('db-instance'),
    notifiesOf('maintenance', 'configuration change', 'failure'),
  ),
  checked(
    'RDS.21',
    BOTH,
    'An RDS event notifications subscription should be configured for critical database parameter group events',
    events('db-parameter-group'),
    notifiesOf('configuration change'),
  ),
  checked(
    'RDS.22',
    BOTH,
    'An RDS event notifications subscription should be configured for critical database security group events',
    events('db-security-group'),
    notifiesOf('configuration change', 'failure'),
  ),
  checked('RDS.23', FSBP, 'RDS instances should not use a database engine default port', INSTANCE, CUSTOM_PORT),
  checked(
    'RDS.24',
    BOTH,
    'RDS database clusters should use a custom administrator username',
    AURORA,
    CUSTOM_ADMINISTRATOR,
  ),
  checked(
    'RDS.25',
    BOTH,
    'RDS database instances should use a custom administrator username',
    INSTANCE,
    CUSTOM_ADMINISTRATOR,
  ),
  checked('RDS.27', FSBP, 'RDS DB clusters should be encrypted at rest', AURORA, ENCRYPTED),
  checked(
    'RDS.35',
    BOTH,
    'RDS DB clusters should have automatic minor version upgrade enabled',
    AURORA_INSTANCE,
    MINOR_UPGRADES,
  ),
  checked(
    'RDS.36',
    BOTH,
    'RDS for PostgreSQL DB instances should publish logs to CloudWatch Logs',
    INSTANCE,
    INSTANCE_LOGS,
  ),
  checked(
    'RDS.37',
    BOTH,
    'Aurora PostgreSQL DB clusters should publish logs to CloudWatch Logs',
    AURORA,
    exported('postgresql'),
  ),
  checked(
    'RDS.43',
    FSBP,
    'RDS DB proxies should require TLS encryption for connections',
    PROXY,
    has({ RequireTLS: true }),
  ),
  checked(
    'RDS.46',
    FSBP,
    'RDS DB instances should not be deployed in public subnets with routes to internet gateways',
    SUBNETS,
    ISOLATED,
  ),
  checked(
    'RDS.47',
    FSBP,
    'RDS for PostgreSQL DB clusters should be configured to copy tags to DB snapshots',
    AURORA,
    COPIED_TAGS,
  ),
  checked(
    'RDS.50',
    FSBP,
    'RDS DB clusters should have a sufficient backup retention period set',
    AURORA,
    A_WEEK_OF_BACKUPS,
  ),
  requirement('PostgreSQL instances are encrypted with a customer managed key', INSTANCE, customerKey('KmsKeyId')),
  requirement('Aurora clusters are encrypted with a customer managed key', AURORA, customerKey('KmsKeyId')),
  requirement(
    'RDS generates and rotates the password of PostgreSQL instances',
    INSTANCE,
    has({ ManageMasterUserPassword: true }),
  ),
  requirement(
    'RDS generates and rotates the password of Aurora clusters',
    AURORA,
    has({ ManageMasterUserPassword: true }),
  ),
  requirement('PostgreSQL instances require TLS', INSTANCE, TLS_ONLY),
  requirement('Aurora clusters require TLS', AURORA, TLS_ONLY),
  requirement('Database Insights is enabled', INSTANCE, has({ EnablePerformanceInsights: true })),
  requirement('Aurora clusters do not use a default port', AURORA, CUSTOM_PORT),
];

const DOCUMENTS: Kind = { name: 'DocumentDB cluster', type: 'AWS::DocDB::DBCluster' };
const TABLE: Kind = { name: 'DynamoDB table', type: 'AWS::DynamoDB::Table' };

const parameter = (name: string) =>
  property(`\`${name}: enabled\` in the parameter group`, ({ properties }, all) => {
    const group = referred(properties.DBClusterParameterGroupName, all);
    return at(group?.properties, 'Parameters', name) === 'enabled';
  });

/** DocumentDB and DynamoDB. */
export const OTHER_STORES: Control[] = [
  checked('DocumentDB.1', FSBP, 'Amazon DocumentDB clusters should be encrypted at rest', DOCUMENTS, ENCRYPTED),
  checked(
    'DocumentDB.2',
    BOTH,
    'Amazon DocumentDB clusters should have an adequate backup retention period',
    DOCUMENTS,
    A_WEEK_OF_BACKUPS,
  ),
  explained(
    'DocumentDB.3',
    BOTH,
    'Amazon DocumentDB manual cluster snapshots should not be public',
    'The library creates no manual snapshots, and automatic snapshots cannot be public.',
  ),
  checked(
    'DocumentDB.4',
    BOTH,
    'Amazon DocumentDB clusters should publish audit logs to CloudWatch Logs',
    DOCUMENTS,
    exported('audit'),
  ),
  checked(
    'DocumentDB.5',
    FSBP,
    'Amazon DocumentDB clusters should have deletion protection enabled',
    DOCUMENTS,
    PROTECTED,
  ),
  checked(
    'DocumentDB.6',
    FSBP,
    'Amazon DocumentDB clusters should be encrypted in transit',
    DOCUMENTS,
    parameter('tls'),
  ),
  checked(
    'DynamoDB.1',
    FSBP,
    'DynamoDB tables should automatically scale capacity with demand',
    TABLE,
    has({ BillingMode: 'PAY_PER_REQUEST' }),
  ),
  checked(
    'DynamoDB.2',
    FSBP,
    'DynamoDB tables should have point-in-time recovery enabled',
    TABLE,
    has({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
  ),
  checked(
    'DynamoDB.6',
    FSBP,
    'DynamoDB tables should have deletion protection enabled',
    TABLE,
    has({ DeletionProtectionEnabled: true }),
  ),
  requirement('DocumentDB clusters are encrypted with a customer managed key', DOCUMENTS, customerKey('KmsKeyId')),
  requirement('DocumentDB clusters record audit events', DOCUMENTS, parameter('audit_logs')),
  requirement('DocumentDB clusters do not use a default port', DOCUMENTS, CUSTOM_PORT),
  requirement(
    'DynamoDB tables are encrypted with a customer managed key',
    TABLE,
    customerKey('SSESpecification', 'KMSMasterKeyId'),
  ),
];
