import {
  at,
  BOTH,
  type Control,
  customerKey,
  FSBP,
  has,
  type Kind,
  list,
  met,
  ours,
  referred,
  such,
  unmet,
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
  name: `event subscription of ${source}`,
  type: 'AWS::RDS::EventSubscription',
  includes: ({ SourceType }) => SourceType === source,
});

const tellsOf = (...categories: string[]) =>
  such(`enabled, for ${categories.join(', ')}`, ({ properties: { Enabled, EventCategories } }) => {
    const told = list(EventCategories);
    return Enabled !== false && (told.length === 0 || categories.every((category) => told.includes(category)));
  });

const ENCRYPTED = has({ StorageEncrypted: true });
const PROTECTED = has({ DeletionProtection: true });
const IAM_LOGIN = has({ EnableIAMDatabaseAuthentication: true });
const COPIED_TAGS = has({ CopyTagsToSnapshot: true });
const MINOR_UPGRADES = has({ AutoMinorVersionUpgrade: true });
const OWN_ADMINISTRATOR = such('`MasterUsername` is none of the names that engines choose', ({ properties }) => {
  return !['admin', 'postgres', 'root', undefined].some((name) => name === properties.MasterUsername);
});
const OWN_PORT = such("`Port` is none of the engines' defaults", ({ properties: { Port } }) => {
  return Port !== undefined && !['5432', '3306', '27017'].includes(String(Port));
});
const A_WEEK_OF_BACKUPS = such('`BackupRetentionPeriod` of 7 days or more', ({ properties }) => {
  return Number(properties.BackupRetentionPeriod) >= 7;
});

const exported = (...logs: string[]) =>
  such(`\`EnableCloudwatchLogsExports: ${logs.join(', ')}\``, ({ properties }) => {
    const found = list(properties.EnableCloudwatchLogsExports);
    return logs.every((log) => found.includes(log));
  });

const INSTANCE_LOGS = exported('postgresql', 'upgrade');
const TWO_INSTANCES = such('two instances or more', ({ id }, all) => {
  const members = all.filter(({ properties }) => at(properties.DBClusterIdentifier, 'Ref') === id);
  return members.length >= 2;
});

const ISOLATED = such('its subnets have no route to an internet gateway', ({ properties }, all) => {
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

const TLS_ONLY = such('`rds.force_ssl: 1` in the parameter group', ({ properties }, all) => {
  const group = referred(properties.DBParameterGroupName ?? properties.DBClusterParameterGroupName, all);
  return at(group?.properties, 'Parameters', 'rds.force_ssl') === '1';
});

/** PostgreSQL, on instances and on Aurora. */
export const DATABASES: Control[] = [
  met('RDS.2', BOTH, 'RDS DB instances should prohibit public access', INSTANCE, has({ PubliclyAccessible: false })),
  met('RDS.3', FSBP, 'RDS DB instances should have encryption at rest enabled', INSTANCE, ENCRYPTED),
  met(
    'RDS.5',
    FSBP,
    'RDS DB instances should be configured with multiple Availability Zones',
    INSTANCE,
    has({ MultiAZ: true }),
  ),
  met(
    'RDS.6',
    FSBP,
    'Enhanced monitoring should be configured for RDS DB instances',
    ANY_INSTANCE,
    has({ MonitoringInterval: 60 }),
  ),
  met('RDS.7', FSBP, 'RDS clusters should have deletion protection enabled', AURORA, PROTECTED),
  met('RDS.8', FSBP, 'RDS DB instances should have deletion protection enabled', INSTANCE, PROTECTED),
  met('RDS.9', BOTH, 'RDS DB instances should publish logs to CloudWatch Logs', INSTANCE, INSTANCE_LOGS),
  met('RDS.10', FSBP, 'IAM authentication should be configured for RDS instances', INSTANCE, IAM_LOGIN),
  met('RDS.11', FSBP, 'RDS instances should have automatic backups enabled', INSTANCE, A_WEEK_OF_BACKUPS),
  met('RDS.12', FSBP, 'IAM authentication should be configured for RDS clusters', AURORA, IAM_LOGIN),
  met('RDS.13', BOTH, 'RDS automatic minor version upgrades should be enabled', INSTANCE, MINOR_UPGRADES),
  met('RDS.15', FSBP, 'RDS DB clusters should be configured for multiple Availability Zones', AURORA, TWO_INSTANCES),
  met('RDS.16', FSBP, 'Aurora DB clusters should be configured to copy tags to DB snapshots', AURORA, COPIED_TAGS),
  met('RDS.17', FSBP, 'RDS DB instances should be configured to copy tags to snapshots', INSTANCE, COPIED_TAGS),
  met(
    'RDS.19',
    FSBP,
    'Existing RDS event notification subscriptions should be configured for critical cluster events',
    events('db-cluster'),
    tellsOf('maintenance', 'failure'),
  ),
  met(
    'RDS.20',
    BOTH,
    'Existing RDS event notification subscriptions should be configured for critical database instance events',
    events('db-instance'),
    tellsOf('maintenance', 'configuration change', 'failure'),
  ),
  met(
    'RDS.21',
    BOTH,
    'An RDS event notifications subscription should be configured for critical database parameter group events',
    events('db-parameter-group'),
    tellsOf('configuration change'),
  ),
  met(
    'RDS.22',
    BOTH,
    'An RDS event notifications subscription should be configured for critical database security group events',
    events('db-security-group'),
    tellsOf('configuration change', 'failure'),
  ),
  met('RDS.23', FSBP, 'RDS instances should not use a database engine default port', INSTANCE, OWN_PORT),
  met('RDS.24', BOTH, 'RDS database clusters should use a custom administrator username', AURORA, OWN_ADMINISTRATOR),
  met('RDS.25', BOTH, 'RDS database instances should use a custom administrator username', INSTANCE, OWN_ADMINISTRATOR),
  met('RDS.27', FSBP, 'RDS DB clusters should be encrypted at rest', AURORA, ENCRYPTED),
  met(
    'RDS.35',
    BOTH,
    'RDS DB clusters should have automatic minor version upgrade enabled',
    AURORA_INSTANCE,
    MINOR_UPGRADES,
  ),
  met(
    'RDS.36',
    BOTH,
    'RDS for PostgreSQL DB instances should publish logs to CloudWatch Logs',
    INSTANCE,
    INSTANCE_LOGS,
  ),
  met(
    'RDS.37',
    BOTH,
    'Aurora PostgreSQL DB clusters should publish logs to CloudWatch Logs',
    AURORA,
    exported('postgresql'),
  ),
  met('RDS.43', FSBP, 'RDS DB proxies should require TLS encryption for connections', PROXY, has({ RequireTLS: true })),
  met(
    'RDS.46',
    FSBP,
    'RDS DB instances should not be deployed in public subnets with routes to internet gateways',
    SUBNETS,
    ISOLATED,
  ),
  met(
    'RDS.47',
    FSBP,
    'RDS for PostgreSQL DB clusters should be configured to copy tags to DB snapshots',
    AURORA,
    COPIED_TAGS,
  ),
  met(
    'RDS.50',
    FSBP,
    'RDS DB clusters should have a sufficient backup retention period set',
    AURORA,
    A_WEEK_OF_BACKUPS,
  ),
  ours("Instances are under the service's own key or the platform's", INSTANCE, customerKey('KmsKeyId')),
  ours("Aurora clusters are under the service's own key or the platform's", AURORA, customerKey('KmsKeyId')),
  ours('RDS makes and rotates the password', INSTANCE, has({ ManageMasterUserPassword: true })),
  ours('RDS makes and rotates the password', AURORA, has({ ManageMasterUserPassword: true })),
  ours('PostgreSQL accepts TLS alone', INSTANCE, TLS_ONLY),
  ours('PostgreSQL accepts TLS alone', AURORA, TLS_ONLY),
  ours('Database insights are on', INSTANCE, has({ EnablePerformanceInsights: true })),
  ours('Aurora does not listen on the default port', AURORA, OWN_PORT),
];

const DOCUMENTS: Kind = { name: 'DocumentDB cluster', type: 'AWS::DocDB::DBCluster' };
const TABLE: Kind = { name: 'DynamoDB table', type: 'AWS::DynamoDB::Table' };

const parameter = (name: string) =>
  such(`\`${name}: enabled\` in the parameter group`, ({ properties }, all) => {
    const group = referred(properties.DBClusterParameterGroupName, all);
    return at(group?.properties, 'Parameters', name) === 'enabled';
  });

/** DocumentDB and DynamoDB. */
export const OTHER_STORES: Control[] = [
  met('DocumentDB.1', FSBP, 'Amazon DocumentDB clusters should be encrypted at rest', DOCUMENTS, ENCRYPTED),
  met(
    'DocumentDB.2',
    BOTH,
    'Amazon DocumentDB clusters should have an adequate backup retention period',
    DOCUMENTS,
    A_WEEK_OF_BACKUPS,
  ),
  unmet(
    'DocumentDB.3',
    BOTH,
    'Amazon DocumentDB manual cluster snapshots should not be public',
    'The library makes no manual snapshots; automatic ones cannot be public.',
  ),
  met(
    'DocumentDB.4',
    BOTH,
    'Amazon DocumentDB clusters should publish audit logs to CloudWatch Logs',
    DOCUMENTS,
    exported('audit'),
  ),
  met('DocumentDB.5', FSBP, 'Amazon DocumentDB clusters should have deletion protection enabled', DOCUMENTS, PROTECTED),
  met('DocumentDB.6', FSBP, 'Amazon DocumentDB clusters should be encrypted in transit', DOCUMENTS, parameter('tls')),
  met(
    'DynamoDB.1',
    FSBP,
    'DynamoDB tables should automatically scale capacity with demand',
    TABLE,
    has({ BillingMode: 'PAY_PER_REQUEST' }),
  ),
  met(
    'DynamoDB.2',
    FSBP,
    'DynamoDB tables should have point-in-time recovery enabled',
    TABLE,
    has({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
  ),
  met(
    'DynamoDB.6',
    FSBP,
    'DynamoDB tables should have deletion protection enabled',
    TABLE,
    has({ DeletionProtectionEnabled: true }),
  ),
  ours("DocumentDB is under the service's own key or the platform's", DOCUMENTS, customerKey('KmsKeyId')),
  ours('DocumentDB writes what the audit log is to hold', DOCUMENTS, parameter('audit_logs')),
  ours('DocumentDB does not listen on the default port', DOCUMENTS, OWN_PORT),
  ours(
    "Tables are under the service's own key or the platform's",
    TABLE,
    customerKey('SSESpecification', 'KMSMasterKeyId'),
  ),
];
