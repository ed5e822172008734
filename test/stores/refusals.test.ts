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

type Refused = [string, (stack: Stack) => IDataStore, string, Partial<StoreContext>?];

const partitionKey = { name: 'sku', type: dynamodb.AttributeType.STRING };
const named = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
const token = Token.asNumber({ Ref: 'Number' });

const POSTGRES: Refused[] = [
  [
    'too little storage',
    () => DataStore.postgresInstance({ allocatedStorage: 19 }),
    'allocatedStorage must be a whole number of GiB from 20 to 65536, got 19. RDS starts gp3 storage at 20 GiB.',
  ],
  [
    'no room to grow',
    () => DataStore.postgresInstance({ allocatedStorage: 101, maxAllocatedStorage: 111 }),
    'maxAllocatedStorage must be a whole number of GiB from 112 to 65536, got 111. Leave a tenth of headroom over `allocatedStorage`.',
  ],
  [
    'no room to grow from a start that is a token',
    () => DataStore.postgresInstance({ allocatedStorage: token, maxAllocatedStorage: 21 }),
    'maxAllocatedStorage must be a whole number of GiB from 22 to 65536, got 21. Leave a tenth of headroom over `allocatedStorage`.',
  ],
  [
    'no room to grow from the storage of a snapshot',
    () => DataStore.postgresInstance({ restoreFromSnapshot: 'orders', maxAllocatedStorage: 21 }),
    'maxAllocatedStorage must be a whole number of GiB from 22 to 65536, got 21. Leave a tenth of headroom over `allocatedStorage`.',
  ],
  [
    'a reserved port',
    () => DataStore.postgresInstance({ port: 1149 }),
    'port must be a whole number from 1150 to 65535, got 1149. Ports below are reserved by RDS and DocumentDB.',
  ],
  [
    'backups for longer than RDS keeps them',
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
    "restoreFromSnapshot must be an identifier or an ARN that is known at synthesis, got ''. Write it out, for example orders-before-migration.",
  ],
  [
    'a snapshot that is a token',
    () => DataStore.postgresInstance({ restoreFromSnapshot: Token.asString({ Ref: 'Snapshot' }) }),
    'restoreFromSnapshot must be an identifier or an ARN that is known at synthesis, got a token. Write it out, for example orders-before-migration.',
  ],
];

const AURORA: Refused[] = [
  [
    'a least capacity below none',
    () => DataStore.auroraPostgres({ minCapacity: -0.5 }),
    'minCapacity must be a capacity from 0 to 256 in steps of 0.5, got -0.5. Use 0 to pause an idle cluster.',
  ],
  [
    'a capacity over the most there is',
    () => DataStore.auroraPostgres({ maxCapacity: 256.5 }),
    'maxCapacity must be a capacity from 1 to 256 in steps of 0.5, got 256.5. It is 1 or more, and no less than `minCapacity`.',
  ],
  [
    'a capacity below 1 over a least that is a token',
    () => DataStore.auroraPostgres({ minCapacity: token, maxCapacity: 0.5 }),
    'maxCapacity must be a capacity from 1 to 256 in steps of 0.5, got 0.5. It is 1 or more, and no less than `minCapacity`.',
  ],
  [
    'more readers than a cluster has',
    () => DataStore.auroraPostgres({ readers: 16 }),
    'readers must be a whole number from 0 to 15, got 16. A cluster has one writer and 15 readers.',
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

const DOCUMENT_DB: Refused[] = [
  [
    'the name of a database of its own',
    () => DataStore.documentDb(),
    "name must be a name that DocumentDB does not keep for itself, got 'admin'. Rename the service, for example to adminservice, or give it another kind of store.",
    { serviceName: 'admin' },
  ],
  ...['', '8', '8.0', 'eight', '08.0.0', '8.0.0.1', 'v8.0.0', '8.0.x'].map(
    (engineVersion): Refused => [
      `the version '${engineVersion}'`,
      () => DataStore.documentDb({ engineVersion }),
      `engineVersion must be a version in three parts, such as 8.0.0, got '${engineVersion}'. See the release notes of DocumentDB for its versions.`,
    ],
  ),
  [
    'a version that is a token',
    () => DataStore.documentDb({ engineVersion: Token.asString({ Ref: 'Version' }) }),
    'engineVersion must be a version in three parts, such as 8.0.0, got a token. See the release notes of DocumentDB for its versions.',
  ],
  [
    'more instances than a cluster has',
    () => DataStore.documentDb({ instances: 17 }),
    'instances must be a whole number from 1 to 16, got 17. Two survive the loss of one.',
  ],
  [
    'instances that are a token',
    () => DataStore.documentDb({ instances: token }),
    'instances must be a number that is known at synthesis, got a token. It determines the resources of the template: set a plain number.',
  ],
  [
    'a rotation every 1001 days',
    () => DataStore.documentDb({ rotationInterval: Duration.days(1001) }),
    'rotationInterval must be a whole number of days from 0 to 1000, got 1001. Use 0 to leave the password as it is.',
  ],
];

const TABLES: Refused[] = [
  [
    'a partition key without a name',
    () => DataStore.dynamoDb({ partitionKey: named('') }),
    "partitionKey must be an attribute with a name of 1 to 255 characters, got ''. Give the table its key, for example `partitionKey: { name: 'id', type: AttributeType.STRING }`.",
  ],
  [
    'a sort key without a name',
    () => DataStore.dynamoDb({ partitionKey, sortKey: named('') }),
    "sortKey must be an attribute with a name of 1 to 255 characters, got ''. Give the table its key, for example `sortKey: { name: 'id', type: AttributeType.STRING }`.",
  ],
  [
    'one attribute for both keys',
    () => DataStore.dynamoDb({ partitionKey, sortKey: partitionKey }),
    "sortKey must be another attribute than `partitionKey`, got 'sku'. Leave `sortKey` out where the partition key alone names an item.",
  ],
  [
    'an attribute for expiry without a name',
    () => DataStore.dynamoDb({ partitionKey, timeToLiveAttribute: '' }),
    "timeToLiveAttribute must be an attribute with a name of 1 to 255 characters, got ''. Leave it out where items stay.",
  ],
  [
    'a folder that holds manifests',
    (stack) => {
      const bucket = s3.Bucket.fromBucketName(stack, 'Exports', 'exports');
      return DataStore.dynamoDb({ partitionKey, restoreFromExport: { bucket, keyPrefix: 'data/manifests' } });
    },
    "restoreFromExport.keyPrefix must be the folder of the exported items, which ends in /data/, got 'data/manifests'. Look it up in the bucket, for example AWSDynamoDB/01693685827463-2d8752fd/data/.",
  ],
];

const secret = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'login');

const OTHERS: Refused[] = [
  [
    'an index that OpenSearch hides',
    () => DataStore.searchIndex({ indexName: '.kibana' }),
    "indexName must be a name of 1 to 255 lower-case letters, digits, dots, hyphens and underscores that starts with a letter or a digit, got '.kibana'. Rename the index, for example to products.",
  ],
  [
    'an existing index that OpenSearch hides',
    (stack) => {
      const domain = opensearch.Domain.fromDomainEndpoint(
        stack,
        'Theirs',
        'https://search-x-y.eu-central-1.es.amazonaws.com',
      );
      return DataStore.existingSearchIndex({ domain, indexName: '.kibana' });
    },
    "indexName must be a name of 1 to 255 lower-case letters, digits, dots, hyphens and underscores that starts with a letter or a digit, got '.kibana'. Rename the index, for example to products.",
  ],
  [
    'an index without a search domain',
    () => DataStore.searchIndex(),
    'search must be a search domain, because the store of reviews is an index on it, got undefined. Leave search in, give the domain as `search`, or give the service another kind of store.',
  ],
  [
    'an existing cluster without its endpoint',
    (stack) => {
      const cluster = docdb.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Theirs', {
        clusterIdentifier: 'theirs',
      });
      return DataStore.existingDocumentDb({ cluster, databaseName: 'legacy', secret: secret(stack) });
    },
    'cluster must be imported with its endpoint and its port, got none. Name them where you import it.',
  ],
  [
    'an existing instance without its security groups',
    (stack) => {
      const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Theirs', {
        instanceIdentifier: 'theirs',
        instanceEndpointAddress: 'theirs.example.org',
        port: 5432,
        securityGroups: [],
      });
      return DataStore.existingPostgres({ instance, databaseName: 'legacy', secret: secret(stack) });
    },
    'instance must be imported with its security groups, which have to admit the service, got none. Name them where you import it.',
  ],
];

const refused = [...POSTGRES, ...AURORA, ...DOCUMENT_DB, ...TABLES, ...OTHERS];

test.each(refused.map(([what, store, message, context = {}]) => ({ what, store, message, context })))(
  'a store with $what is refused in a whole sentence',
  ({ store, message, context }) => {
    expect(() => bindStore(store, context)).toThrow(new Error(`${message} (in Test/Store)`));
  },
);

test.each([
  ['a database', DataStore.postgresInstance()],
  ['an Aurora cluster', DataStore.auroraPostgres()],
  ['a DocumentDB cluster', DataStore.documentDb()],
])('%s in a network of one zone is refused in a whole sentence', (part, store) => {
  const context = (stack: Stack) => ({
    vpc: new ec2.Vpc(stack, 'Vpc', {
      maxAzs: 1,
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    }),
  });
  expect(() => bindStore(store, context)).toThrow(
    new Error(
      `vpc must be a network with subnets in at least 2 availability zones, which ${part} needs, got subnets in 1. ` +
        'A stack without an environment has two zones: give the stack `env` with an account and a region, or list ' +
        '`availabilityZones` on the VPC. Its subnet group has two zones, even without a standby. (in Test/Store)',
    ),
  );
});
