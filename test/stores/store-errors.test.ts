import {
  Duration,
  aws_docdb as docdb,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  type Stack,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import { DataStore, type IDataStore, type StoreContext } from '../../src';
import { bindStore } from '../support/bind-store';

type InvalidStore = [string, (stack: Stack) => IDataStore, string, Partial<StoreContext>?];

const partitionKey = { name: 'sku', type: dynamodb.AttributeType.STRING };
const named = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
const token = Token.asNumber({ Ref: 'Number' });

const POSTGRES: InvalidStore[] = [
  [
    'too little storage',
    () => DataStore.postgresInstance({ allocatedStorage: 19 }),
    'allocatedStorage must be a whole number of GiB from 20 to 65536, got 19. RDS requires at least 20 GiB of gp3 storage.',
  ],
  [
    'a storage limit with too little headroom',
    () => DataStore.postgresInstance({ allocatedStorage: 101, maxAllocatedStorage: 111 }),
    'maxAllocatedStorage must be a whole number of GiB from 112 to 65536, got 111. RDS requires at least 10 % more than `allocatedStorage`.',
  ],
  [
    'a storage limit with too little headroom over a token',
    () => DataStore.postgresInstance({ allocatedStorage: token, maxAllocatedStorage: 21 }),
    'maxAllocatedStorage must be a whole number of GiB from 22 to 65536, got 21. RDS requires at least 10 % more than `allocatedStorage`.',
  ],
  [
    'a storage limit with too little headroom over the storage of a snapshot',
    () =>
      DataStore.postgresInstance({
        restoreFromSnapshot: 'orders',
        engineVersion: rds.PostgresEngineVersion.VER_17,
        maxAllocatedStorage: 21,
      }),
    'maxAllocatedStorage must be a whole number of GiB from 22 to 65536, got 21. RDS requires at least 10 % more than `allocatedStorage`.',
  ],
  [
    'a reserved port',
    () => DataStore.postgresInstance({ port: 1149 }),
    'port must be a whole number from 1150 to 65535, got 1149. RDS and DocumentDB reserve the ports below 1150.',
  ],
  [
    'a backup retention that RDS does not support',
    () => DataStore.postgresInstance({ backupRetention: Duration.days(36) }),
    'backupRetention must be a whole number of days from 0 to 35, got 36. For longer than 35 days, use AWS Backup.',
  ],
  [
    'an interval that is a token in minutes',
    () => DataStore.postgresInstance({ monitoringInterval: Duration.minutes(token) }),
    'monitoringInterval must be known at synthesis, or a token in seconds, got a token in minutes. Use `Duration.seconds`.',
  ],
  [
    'a snapshot without a name',
    () => DataStore.postgresInstance({ restoreFromSnapshot: '' }),
    "restoreFromSnapshot must be an identifier or an ARN that is known at synthesis, got ''. Use a literal value, for example orders-before-migration.",
  ],
  [
    'a snapshot that is a token',
    () => DataStore.postgresInstance({ restoreFromSnapshot: Token.asString({ Ref: 'Snapshot' }) }),
    'restoreFromSnapshot must be an identifier or an ARN that is known at synthesis, got a token. Use a literal value, for example orders-before-migration.',
  ],
];

const AURORA: InvalidStore[] = [
  [
    'a negative minimum capacity',
    () => DataStore.auroraPostgres({ minCapacity: -0.5 }),
    'minCapacity must be a capacity from 0 to 256 in steps of 0.5, got -0.5. Use 0 to pause an idle cluster.',
  ],
  [
    'a capacity above the limit of Aurora',
    () => DataStore.auroraPostgres({ maxCapacity: 256.5 }),
    'maxCapacity must be a capacity from 1 to 256 in steps of 0.5, got 256.5. It must be at least 1 and at least `minCapacity`.',
  ],
  [
    'a maximum capacity below 1 and a minimum that is a token',
    () => DataStore.auroraPostgres({ minCapacity: token, maxCapacity: 0.5 }),
    'maxCapacity must be a capacity from 1 to 256 in steps of 0.5, got 0.5. It must be at least 1 and at least `minCapacity`.',
  ],
  [
    'more readers than a cluster supports',
    () => DataStore.auroraPostgres({ readers: 16 }),
    'readers must be a whole number from 0 to 15, got 16. A cluster has one writer and at most 15 readers.',
  ],
  [
    'readers that are a token',
    () => DataStore.auroraPostgres({ readers: token }),
    'readers must be a number that is known at synthesis, got a token. It determines the resources of the template: set a plain number.',
  ],
  [
    'no backups',
    () => DataStore.auroraPostgres({ backupRetention: Duration.days(0) }),
    'backupRetention must be a whole number of days from 1 to 35, got 0. For longer than 35 days, use AWS Backup.',
  ],
];

const DOCUMENT_DB: InvalidStore[] = [
  [
    'the name of a system database',
    () => DataStore.documentDb(),
    "name must be a name that DocumentDB does not reserve, got 'admin'. Rename the service, for example to adminservice, or use another kind of store for it.",
    { serviceName: 'admin' },
  ],
  ...['', '8', '8.0', 'eight', '08.0.0', '8.0.01', '8.0.0.1', 'v8.0.0', '8.0.x'].map(
    (engineVersion): InvalidStore => [
      `the version '${engineVersion}'`,
      () => DataStore.documentDb({ engineVersion }),
      `engineVersion must be a version in three parts, such as 8.0.0, got '${engineVersion}'. The release notes of DocumentDB list its versions.`,
    ],
  ),
  [
    'a version that is a token',
    () => DataStore.documentDb({ engineVersion: Token.asString({ Ref: 'Version' }) }),
    'engineVersion must be a version in three parts, such as 8.0.0, got a token. The release notes of DocumentDB list its versions.',
  ],
  [
    'more instances than a cluster supports',
    () => DataStore.documentDb({ instances: 17 }),
    'instances must be a whole number from 1 to 16, got 17. A cluster with two instances survives the loss of one.',
  ],
  [
    'instances that are a token',
    () => DataStore.documentDb({ instances: token }),
    'instances must be a number that is known at synthesis, got a token. It determines the resources of the template: set a plain number.',
  ],
  [
    'a rotation every 1001 days',
    () => DataStore.documentDb({ rotationInterval: Duration.days(1001) }),
    'rotationInterval must be a whole number of days from 0 to 1000, got 1001. Use 0 to disable rotation.',
  ],
];

const TABLES: InvalidStore[] = [
  [
    'a partition key without a name',
    () => DataStore.dynamoDb({ partitionKey: named('') }),
    "partitionKey must be an attribute with a name of 1 to 255 characters, got ''. Set the key of the table, for example `partitionKey: { name: 'id', type: AttributeType.STRING }`.",
  ],
  [
    'a sort key without a name',
    () => DataStore.dynamoDb({ partitionKey, sortKey: named('') }),
    "sortKey must be an attribute with a name of 1 to 255 characters, got ''. Set the key of the table, for example `sortKey: { name: 'id', type: AttributeType.STRING }`.",
  ],
  [
    'one attribute for both keys',
    () => DataStore.dynamoDb({ partitionKey, sortKey: partitionKey }),
    "sortKey must be an attribute other than `partitionKey`, got 'sku'. Omit `sortKey` if the partition key identifies an item.",
  ],
  [
    'an expiry attribute without a name',
    () => DataStore.dynamoDb({ partitionKey, timeToLiveAttribute: '' }),
    "timeToLiveAttribute must be an attribute with a name of 1 to 255 characters, got ''. Omit it if items do not expire.",
  ],
  [
    'a folder that contains manifests',
    (stack) => {
      const bucket = s3.Bucket.fromBucketName(stack, 'Exports', 'exports');
      return DataStore.dynamoDb({ partitionKey, restoreFromExport: { bucket, keyPrefix: 'data/manifests' } });
    },
    "restoreFromExport.keyPrefix must be the folder of the exported items, which ends in /data/, got 'data/manifests'. Look it up in the bucket. Example: AWSDynamoDB/01693685827463-2d8752fd/data/.",
  ],
];

const secret = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'login');

const OTHERS: InvalidStore[] = [
  [
    'an index name that OpenSearch hides',
    () => DataStore.searchIndex({ indexName: '.kibana' }),
    "indexName must be a name of 1 to 255 lower-case letters, digits, dots, hyphens and underscores that starts with a letter or a digit, got '.kibana'. Rename the index, for example to products.",
  ],
  [
    'an existing index with a name that OpenSearch hides',
    (stack) => {
      const domain = opensearch.Domain.fromDomainAttributes(stack, 'Existing', {
        domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/legacy',
        domainEndpoint: 'search-legacy-abc.eu-central-1.es.amazonaws.com',
      });
      return DataStore.existingSearchIndex({ domain, indexName: '.kibana' });
    },
    "indexName must be a name of 1 to 255 lower-case letters, digits, dots, hyphens and underscores that starts with a letter or a digit, got '.kibana'. Rename the index, for example to products.",
  ],
  [
    'an index without a search domain',
    () => DataStore.searchIndex(),
    'search must be a search domain, because the store of reviews is an index on it, got undefined. Do not disable search, set `search` to a domain, or use another kind of store for the service.',
  ],
  [
    'an existing cluster without its endpoint',
    (stack) => {
      const cluster = docdb.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Existing', {
        clusterIdentifier: 'existing',
      });
      return DataStore.existingDocumentDb({ cluster, databaseName: 'legacy', secret: secret(stack) });
    },
    'cluster must be imported with its endpoint and its port, got none. Pass them to the method that imports the cluster.',
  ],
  [
    'an existing instance without its security groups',
    (stack) => {
      const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Existing', {
        instanceIdentifier: 'existing',
        instanceEndpointAddress: 'existing.example.org',
        port: 5432,
        securityGroups: [],
      });
      return DataStore.existingPostgres({ instance, databaseName: 'legacy', secret: secret(stack) });
    },
    'instance must be imported with its security groups, which must allow ingress from the service, got none. Pass them to the method that imports the instance.',
  ],
];

const INVALID = [...POSTGRES, ...AURORA, ...DOCUMENT_DB, ...TABLES, ...OTHERS];

test.each(INVALID.map(([input, store, message, context = {}]) => ({ input, store, message, context })))(
  'a store with $input is rejected with a complete error message',
  ({ store, message, context }) => {
    expect(() => bindStore(store, context)).toThrow(new Error(`${message} (in Test/Store)`));
  },
);

test.each([
  ['a database', DataStore.postgresInstance()],
  ['an Aurora cluster', DataStore.auroraPostgres()],
  ['a DocumentDB cluster', DataStore.documentDb()],
])('%s in a network of one zone is rejected with a complete error message', (part, store) => {
  const context = (stack: Stack) => ({
    vpc: new ec2.Vpc(stack, 'Vpc', {
      maxAzs: 1,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    }),
  });
  expect(() => bindStore(store, context)).toThrow(
    new Error(
      `vpc must be a network with subnets in at least 2 availability zones, which ${part} needs, got subnets in 1. ` +
        'Add subnets to the VPC, or create it with `VpcConstruct`: ' +
        'an `ec2.Vpc` in a stack without `env` has only two zones. Its subnet group must cover two zones, ' +
        'even without a standby. (in Test/Store)',
    ),
  );
});
