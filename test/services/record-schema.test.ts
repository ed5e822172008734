import { App, Aws, aws_dynamodb as dynamodb, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import {
  Authentication,
  AWSProvider,
  Capability,
  type CustomStoreAccess,
  DataStore,
  EcommercePlatform,
  Microservice,
  ServiceCatalogue,
  StoreRole,
  Workload,
} from '../../src';
import { deployedText } from '../support/deployed-text';
import { propertiesByType, templateOf } from '../support/stacks';
import { containersOf, statementsOf, taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const SECRET = `arn:aws:secretsmanager:eu-central-1:${ENV.account}:secret:reviews-abcdef`;
const KEY = `arn:aws:kms:eu-central-1:${ENV.account}:key/1`;
const TABLE = `arn:aws:dynamodb:eu-central-1:${ENV.account}:table/reviews`;

const DATABASE = {
  settings: { DATABASE_HOST: 'db.example', DATABASE_PORT: '5432', DATABASE_NAME: 'reviews' },
  secrets: { DATABASE_PASSWORD: { secretArn: SECRET, field: 'password', keyArn: KEY } },
  rules: [{ securityGroupId: 'sg-1', port: 5432 }],
  permissions: [
    { actions: ['secretsmanager:GetSecretValue'], resources: [SECRET] },
    { actions: ['kms:Decrypt'], resources: [KEY] },
  ],
};
const TABLE_ACCESS = {
  settings: { TABLE_NAME: 'reviews' },
  secrets: {},
  rules: [],
  permissions: [{ actions: ['dynamodb:GetItem'], resources: [TABLE, `${TABLE}/index/*`] }],
};
const INDEX = {
  settings: { SEARCH_ENDPOINT: 'search.example', SEARCH_INDEX: 'reviews' },
  secrets: {},
  rules: [{ securityGroupId: 'sg-1', port: 443 }],
  permissions: [
    {
      actions: ['es:ESHttpGet'],
      resources: ['', '/*'].map((end) => `arn:aws:es:eu-central-1:${ENV.account}:domain/shop/reviews${end}`),
    },
  ],
};
const MEDIA = {
  settings: { BUCKET_NAME: 'media' },
  secrets: {},
  rules: [],
  permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::media/*'] }],
  capability: 'storage-read',
};
const BUCKET = {
  settings: { REPORTS: 'reports' },
  secrets: {},
  rules: [],
  permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }],
};
const CUSTOM_STORE: CustomStoreAccess = { actions: ['s3:GetObject'], settings: ['REPORTS'] };

function recordOf(access: object, changes: object = {}) {
  return { version: 1, ...ENV, vpcId: 'vpc-1', securityGroupIds: ['sg-2'], accesses: [access], ...changes };
}

/** Connects a task of an app whose cdk.context.json contains this text as the value of the parameter. */
function connectedByText(text: string, customStore?: CustomStoreAccess, serviceName = 'reviews', options = {}): Stack {
  const name = `/production/${serviceName}/connection`;
  const key = `ssm:account=${ENV.account}:parameterName=${name}:region=${ENV.region}`;
  const stack = new Stack(new App({ context: { [key]: text } }), 'Reports', { env: ENV });
  const names = { environment: 'production', serviceName, customStore };
  const service = Microservice.fromParameters(stack, 'Reviews', names);
  const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-3');
  service.connect(Workload.ecsTask(taskOf(stack), [group]), options);
  return stack;
}

function connected(record: object, customStore?: CustomStoreAccess): Stack {
  return connectedByText(JSON.stringify(record), customStore);
}

test.each([
  ['a database', DATABASE],
  ['a table', TABLE_ACCESS],
  ['an index', INDEX],
  ['the bucket for media', MEDIA],
])('the record of a service with %s connects a workload', (_, access) => {
  const [container] = containersOf(templateOf(connected(recordOf(access))));
  expect(container.environment).toEqual(access.settings);
});

test('a record with the interval of the rotation of a secret connects a workload', () => {
  const secrets = { DATABASE_PASSWORD: { ...DATABASE.secrets.DATABASE_PASSWORD, rotationDays: 30 } };
  expect(() => connected(recordOf({ ...DATABASE, secrets }))).not.toThrow();
});

test.each([0, 1001, 1.5, -1, '30', null])('the interval of the rotation of a secret must not be %p', (rotationDays) => {
  const secrets = { DATABASE_PASSWORD: { ...DATABASE.secrets.DATABASE_PASSWORD, rotationDays } };
  expect(() => connected(recordOf({ ...DATABASE, secrets }))).toThrow(
    'accesses[0].secrets.DATABASE_PASSWORD.rotationDays in /production/reviews/connection must be a whole number of days ' +
      'from 1 to 1000, got ',
  );
});

test('a record without a version, of a release that wrote none, connects a workload', () => {
  expect(() => connected(recordOf(DATABASE, { version: undefined }))).not.toThrow();
});

/** The access to the search domain with a role. */
function searchRole(role: string) {
  return {
    capability: 'search',
    settings: { SEARCH_ENDPOINT: 'search.example', SEARCH_ROLE_ARN: role },
    secrets: {},
    rules: [],
    permissions: [{ actions: ['sts:AssumeRole'], resources: [role] }],
  };
}

describe('the permissions of a record', () => {
  const permission = (action: string, resource: string) => ({ actions: [action], resources: [resource] });

  test.each<[string, object, object, string]>([
    [
      'every action on everything',
      DATABASE,
      permission('*:*', '*'),
      'accesses[0].permissions[0].actions[0] in /production/reviews/connection must be one of ' +
        "secretsmanager:DescribeSecret, secretsmanager:GetSecretValue, kms:Decrypt, rds-db:connect, got '*:*'.",
    ],
    [
      'every action',
      TABLE_ACCESS,
      permission('*', TABLE),
      'actions[0] in /production/reviews/connection must be one of',
    ],
    ['a wildcard in an action', TABLE_ACCESS, permission('dynamodb:*', TABLE), "got 'dynamodb:*'"],
    [
      'an action of another kind of store',
      TABLE_ACCESS,
      permission('s3:GetObject', 'arn:aws:s3:::a/*'),
      's3:GetObject',
    ],
    [
      'every resource',
      TABLE_ACCESS,
      permission('dynamodb:GetItem', '*'),
      'accesses[0].permissions[0].resources[0] in /production/reviews/connection must be the ARN of one resource of ' +
        "dynamodb in account 123456789012 and region eu-central-1, got '*'. The library writes no such value: find out who " +
        'changed the parameter or cdk.context.json, deploy the platform again, and remove the cached value with ' +
        '`cdk context --reset`. (in Reports/Reviews)',
    ],
    ['every table', TABLE_ACCESS, permission('dynamodb:GetItem', TABLE.replace('reviews', '*')), '/*'],
    ['tables by a pattern', TABLE_ACCESS, permission('dynamodb:GetItem', `${TABLE}*`), 'reviews*'],
    ['tables by a character', TABLE_ACCESS, permission('dynamodb:GetItem', `${TABLE}?`), 'reviews?'],
    [
      'a table of another account',
      TABLE_ACCESS,
      permission('dynamodb:GetItem', TABLE.replace(ENV.account, '999999999999')),
      '999999999999',
    ],
    [
      'a table of every account',
      TABLE_ACCESS,
      permission('dynamodb:GetItem', TABLE.replace(ENV.account, '*')),
      ':*:table/reviews',
    ],
    [
      'a table of another region',
      TABLE_ACCESS,
      permission('dynamodb:GetItem', TABLE.replace(ENV.region, 'us-east-1')),
      'us-east-1',
    ],
    ['every bucket', MEDIA, permission('s3:GetObject', 'arn:aws:s3:::*'), 'arn:aws:s3:::*'],
    ['objects of every bucket', MEDIA, permission('s3:GetObject', 'arn:aws:s3:::*/*'), 'arn:aws:s3:::*/*'],
    [
      'the secret of another service',
      DATABASE,
      permission('secretsmanager:GetSecretValue', SECRET.replace('reviews', 'payments')),
      'must be the ARN of a secret of the same store or part, or of its key',
    ],
    ['the key of another service', DATABASE, permission('kms:Decrypt', KEY.replace('/1', '/2')), 'or of its key'],
    [
      'reading the secret of another service',
      DATABASE,
      { secretArn: SECRET.replace('reviews', 'payments') },
      'must be the ARN of a secret of the same store or part, or of its key',
    ],
    [
      'reading a secret with the key of another service',
      DATABASE,
      { secretArn: SECRET, keyArn: KEY.replace('/1', '/2') },
      'must be the ARN of a secret of the same store or part, or of its key',
    ],
    ['reading every secret', DATABASE, { secretArn: SECRET.replace('reviews', '*') }, 'of secretsmanager in account'],
    ['reading a secret that is a table', DATABASE, { secretArn: TABLE }, 'of secretsmanager in account'],
    [
      'reading a secret for a table',
      TABLE_ACCESS,
      { secretArn: SECRET },
      'secretsmanager:DescribeSecret is not allowed',
    ],
    ['a resource of another type', TABLE_ACCESS, permission('kms:Decrypt', TABLE), 'the ARN of one resource of kms'],
  ])('must not allow %s', (_, access, attack, message) => {
    expect(() => connected(recordOf({ ...access, permissions: [attack] }))).toThrow(message);
  });

  test('allows reading a secret, and decrypting it for this secret only, by the ARNs of the secret and its key', () => {
    const permissions = [{ secretArn: SECRET, keyArn: KEY }];
    const template = templateOf(connected(recordOf({ ...DATABASE, permissions })));
    const statements = Object.keys(template.findResources('AWS::IAM::Role')).map((role) =>
      statementsOf(template, role),
    );
    expect(statements).toContainEqual(
      expect.arrayContaining([
        {
          Effect: 'Allow',
          Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
          Resource: SECRET,
        },
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: KEY,
          Condition: {
            StringEquals: {
              'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com',
              'kms:EncryptionContext:SecretARN': SECRET,
            },
          },
        },
      ]),
    );
  });

  test.each(['actions', 'resources'])('must have %s', (list) => {
    const attack = { ...permission('dynamodb:GetItem', TABLE), [list]: [] };
    expect(() => connected(recordOf({ ...TABLE_ACCESS, permissions: [attack] }))).toThrow(
      'must be a list that is not empty',
    );
  });

  test('are limited to buckets of the account, which the ARN of a bucket does not name', () => {
    const condition = { StringEquals: { 'aws:ResourceAccount': ENV.account } };
    const template = templateOf(connected(recordOf(MEDIA)));
    expect(propertiesByType(template)['AWS::IAM::ManagedPolicy']).toMatchObject([
      { PolicyDocument: { Statement: expect.arrayContaining([expect.objectContaining({ Condition: condition })]) } },
    ]);
  });
});

test('a record without conditions allows using the key of a secret by means of Secrets Manager only', () => {
  const template = templateOf(connected(recordOf(DATABASE)));
  const statement = {
    Action: 'kms:Decrypt',
    Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } },
    Effect: 'Allow',
    Resource: KEY,
  };
  expect(propertiesByType(template)['AWS::IAM::ManagedPolicy']).toContainEqual(
    expect.objectContaining({
      PolicyDocument: { Statement: expect.arrayContaining([statement]), Version: '2012-10-17' },
    }),
  );
});

describe('the settings of a record', () => {
  test.each([
    ['settings', { NODE_OPTIONS: '--require /tmp/x.js' }],
    ['settings', { LD_PRELOAD: '/tmp/x.so' }],
    ['settings', { AWS_ENDPOINT_URL: 'https://example.com' }],
    ['secrets', { NODE_OPTIONS: { secretArn: SECRET } }],
  ])('must not have another name among the %s: %p', (field, attack) => {
    const [name] = Object.keys(attack);
    const access = { ...DATABASE, [field]: { ...(field === 'settings' ? DATABASE.settings : {}), ...attack } };
    expect(() => connected(recordOf(access))).toThrow(
      `accesses[0].${field}.${name} in /production/reviews/connection must be absent: the names are DATABASE_`,
    );
  });

  test.each([
    ['a dynamic reference of CloudFormation', '{{resolve:secretsmanager:payments}}'],
    ['a token of the CDK', Aws.ACCOUNT_ID],
  ])('must not contain %s', (_, value) => {
    const access = { ...TABLE_ACCESS, settings: { TABLE_NAME: value } };
    expect(() => connected(recordOf(access))).toThrow(
      'accesses[0].settings.TABLE_NAME in /production/reviews/connection must be text without tokens and without dynamic ' +
        'references',
    );
  });

  test('must be those of one kind of store', () => {
    expect(() => connected(recordOf({ ...DATABASE, settings: { ...DATABASE.settings, TABLE_NAME: 'a' } }))).toThrow(
      'accesses[0].settings.TABLE_NAME in /production/reviews/connection must be absent',
    );
  });

  test('must refer to secrets of the account', () => {
    const attack = { DATABASE_PASSWORD: { secretArn: SECRET.replace(ENV.account, '999999999999') } };
    expect(() => connected(recordOf({ ...DATABASE, secrets: attack }))).toThrow('secretArn');
  });
});

test.each<[string, object, string]>([
  [
    'the port of the settings',
    { securityGroupId: 'sg-1', port: 22 },
    'port in /production/reviews/connection must be 5432',
  ],
  ['a port', { securityGroupId: 'sg-1', port: 0 }, 'must be a port from 1 to 65535'],
  ['the id of a security group', { securityGroupId: '0.0.0.0/0', port: 5432 }, 'must be the id of a security group'],
])('a rule of a record must have %s', (_, rule, message) => {
  expect(() => connected(recordOf({ ...DATABASE, rules: [rule] }))).toThrow(message);
});

test.each<[string, object, number, string]>([
  ['an index', INDEX, 22, 'port in /production/reviews/connection must be 443, got 22'],
  ['a table', TABLE_ACCESS, 443, 'rules[0] in /production/reviews/connection must be absent, because nothing connects'],
  ['the bucket for media', MEDIA, 443, 'rules[0] in /production/reviews/connection must be absent'],
  [
    'the broker',
    { ...MEDIA, capability: 'messaging', settings: { BROKER_ENDPOINT: 'amqps://broker:5672' }, permissions: [] },
    22,
    'port in /production/reviews/connection must be 5672, which the settings contain, got 22',
  ],
])('a record of %s cannot open another port', (_, access, port, message) => {
  expect(() => connected(recordOf({ ...access, rules: [{ securityGroupId: 'sg-1', port }] }))).toThrow(message);
});

test.each([
  ['a key', { StringEquals: { '${Token[TOKEN.1]}': 'x' } }],
  ['an operator', { '${Token[TOKEN.1]}': { 'aws:SourceVpc': 'vpc-1' } }],
])('the name of %s in the conditions of a record cannot be a token', (_, conditions) => {
  const [permission] = TABLE_ACCESS.permissions;
  expect(() => connected(recordOf({ ...TABLE_ACCESS, permissions: [{ ...permission, conditions }] }))).toThrow(
    'must be absent: its name is not that of an operator or a key of IAM',
  );
});

test('a condition of a record does not replace that of the library by a key in other letters', () => {
  const permissions = [
    { actions: ['kms:Decrypt'], resources: [KEY], conditions: { StringEquals: { 'kms:viaservice': 'lambda' } } },
  ];
  const [role] = Object.keys(templateOf(connected(recordOf(DATABASE))).findResources('AWS::IAM::Role'));
  const stack = connected(recordOf({ ...DATABASE, permissions }));
  const statement = statementsOf(templateOf(stack), role).find(
    (candidate) => Object(candidate).Action === 'kms:Decrypt',
  );
  expect(Object(statement).Condition).toEqual({
    StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' },
  });
});

test('a record cannot have a second store', () => {
  expect(() => connected(recordOf(DATABASE, { accesses: [DATABASE, TABLE_ACCESS] }))).toThrow(
    'accesses[1] in /production/reviews/connection must be the access to a shared part, because a service has one store, ' +
      'got a second store.',
  );
});

test.each(['_all', '_plugins'])('the permissions of an index cannot be for %s, which is no index', (path) => {
  const resources = [`arn:aws:es:eu-central-1:${ENV.account}:domain/shop/${path}/*`];
  const permissions = [{ actions: ['es:ESHttpGet'], resources }];
  expect(() => connected(recordOf({ ...INDEX, permissions }))).toThrow(
    'must be the ARN of one resource of es in account',
  );
});

test.each<[string, object, string]>([
  [
    'another account',
    { account: '999999999999' },
    'account in /production/reviews/connection must be one of 123456789012',
  ],
  ['another region', { region: 'us-east-1' }, 'region in /production/reviews/connection must be one of eu-central-1'],
  ['a later version', { version: 2 }, 'version in /production/reviews/connection must be 1, got 2'],
  ['no VPC', { vpcId: undefined }, 'vpcId in /production/reviews/connection must be text, got undefined'],
  ['no list of groups', { securityGroupIds: 'sg-1' }, "must be a list, got 'sg-1'"],
  [
    'an access that is no object',
    { accesses: ['*'] },
    'accesses[0] in /production/reviews/connection must be an object',
  ],
  ['an unknown capability', { accesses: [{ ...MEDIA, capability: 'admin' }] }, "storage-read, got 'admin'"],
])('rejects a record with %s', (_, changes, message) => {
  expect(() => connected(recordOf(DATABASE, changes))).toThrow(message);
});

test('rejects a record that is no JSON', () => {
  expect(() => connectedByText('{')).toThrow(
    '/production/reviews/connection must be a JSON object, got text that is no JSON',
  );
});

describe("the record of a service with a store of the user's own kind", () => {
  test('connects a workload of an app that declares its actions and settings', () => {
    expect(() => connected(recordOf(BUCKET), CUSTOM_STORE)).not.toThrow();
  });

  test('is rejected by an app that does not declare them', () => {
    expect(() => connected(recordOf(BUCKET))).toThrow(
      'accesses[0].settings in /production/reviews/connection must be the settings of a database, a table or an index, got ' +
        'REPORTS. If the store of the service is of a kind that the library does not create, list its actions and the names ' +
        'of its settings in `customStore`;',
    );
  });

  test.each<[string, object]>([
    ['an action', { permissions: [{ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::reports/*'] }] }],
    ['a setting', { settings: { NODE_OPTIONS: '-r x' } }],
    ['a secret', { secrets: { NODE_OPTIONS: { secretArn: SECRET } } }],
  ])('is rejected with %s that the app does not declare', (_, changes) => {
    expect(() => connected(recordOf({ ...BUCKET, ...changes }), CUSTOM_STORE)).toThrow(
      'List the actions and the names that the store needs in `customStore`, if you trust the platform with them.',
    );
  });

  test.each([
    '*',
    'arn:aws:s3:::*',
    'arn:aws:sqs:eu-central-1:999999999999:a',
    TABLE.replace('reviews', '*'),
    `${TABLE}?`,
  ])('is rejected with the resource %s', (resource) => {
    const permissions = [{ actions: ['s3:GetObject'], resources: [resource] }];
    expect(() => connected(recordOf({ ...BUCKET, permissions }), CUSTOM_STORE)).toThrow(
      'must be the ARN of one resource in account 123456789012 and region eu-central-1, without wildcards but the /* below it',
    );
  });

  test('is rejected with a pattern of actions, and the error says how the store must grant', () => {
    const permissions = [{ actions: ['s3:GetObject*'], resources: ['arn:aws:s3:::reports/*'] }];
    expect(() => connected(recordOf({ ...BUCKET, permissions }), CUSTOM_STORE)).toThrow(
      "got 's3:GetObject*'. Other apps accept no pattern of actions. In the app of the platform, have `grantAccess` of the " +
        'store use `iam.Grant.addToPrincipal` with single actions instead of a method such as `bucket.grantRead`, and list ' +
        'them in `customStore`.',
    );
  });

  test.each<[CustomStoreAccess, string]>([
    [{ actions: ['s3:*'] }, "customStore.actions must be actions without wildcards, got 's3:*'"],
    [{ actions: [], settings: ['A=B'] }, "customStore.settings must be names of environment variables, got 'A=B'"],
  ])('must not be declared as %p', (customStore, message) => {
    expect(() => connected(recordOf(BUCKET), customStore)).toThrow(message);
  });
});

describe('the record that the library writes', () => {
  const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
  const { CACHE, MESSAGING, SEARCH, STORAGE, STORAGE_READ } = Capability;
  const platform = new EcommercePlatform(new Stack(new App(), 'Shop', { env: ENV }), 'Platform', {
    provider: new AWSProvider(),
    environmentName: 'production',
    catalogue: ServiceCatalogue.of([
      { name: 'orders', capabilities: [CACHE, MESSAGING, SEARCH, STORAGE], pciScope: true },
      { name: 'aurora', store: DataStore.auroraPostgres(), capabilities: [STORAGE_READ] },
      { name: 'proxied', store: DataStore.auroraPostgres({ proxy: true }) },
      { name: 'tokens', logins: { authentication: Authentication.IAM } },
      { name: 'deployed', logins: { sharedLogins: true } },
      { name: 'documents', store: DataStore.documentDb() },
      { name: 'table', store: DataStore.dynamoDb({ partitionKey }) },
      { name: 'finder', store: DataStore.searchIndex() },
    ]),
  });
  const template = templateOf(Stack.of(platform));
  const records = Object.values(template.findResources('AWS::SSM::Parameter'))
    .filter(({ Properties }) => Properties.Name?.endsWith('/connection'))
    .map(({ Properties }): [string, unknown] => [Properties.Name, Properties.Value]);

  test('exists for each service', () => {
    expect(records).toHaveLength(8);
  });

  const serviceOf = (name: string) => name.split('/')[2];

  test.each(records)('%s is accepted by another app', (name, value) => {
    const text = deployedText(template, value, ENV);
    expect(() => connectedByText(text, undefined, serviceOf(name))).not.toThrow();
  });

  test.each(
    records.filter(([name]) => ['orders', 'aurora', 'proxied', 'tokens', 'deployed'].includes(serviceOf(name))),
  )('%s has a login for the migrations of another app', (name, value) => {
    const text = deployedText(template, value, ENV);
    const settings = (options: object) =>
      containersOf(templateOf(connectedByText(text, undefined, serviceOf(name), options)))[0];
    const [application, migration] = [settings({}), settings({ storeRole: StoreRole.MIGRATION })];
    expect(Object.keys(Object(migration.environment))).toEqual(Object.keys(Object(application.environment)));
    expect(migration).not.toEqual(application);
  });

  test.each([
    'arn:aws:rds-db:eu-central-1:123456789012:dbuser:db-ABC/orders',
    'arn:aws:rds-db:eu-central-1:123456789012:dbuser:db-ABC/reviews_owner',
  ])('of a service must not allow logging in as %s', (user) => {
    const permissions = [{ actions: ['rds-db:connect'], resources: [user] }];
    expect(() => connected(recordOf({ ...DATABASE, permissions }))).toThrow(
      'must be the ARN of a user or a role of reviews',
    );
  });

  test.each([
    'arn:aws:iam::123456789012:role/search/orders/Role',
    'arn:aws:iam::123456789012:role/search/reviews_archive/Role',
  ])('of a service must not allow assuming %s', (role) => {
    expect(() => connected(recordOf(searchRole(role)))).toThrow('must be the ARN of a user or a role of reviews');
  });

  test.each([
    '*',
    'arn:aws:iam::123456789012:role/Administrator',
    'arn:aws:iam::123456789012:role/search/reviews/*',
    'arn:aws:iam::210987654321:role/search/reviews/Role',
  ])('of a service must not allow assuming another role: %s', (role) => {
    expect(() => connected(recordOf(searchRole(role)))).toThrow(
      'must be the ARN of one resource of sts in account 123456789012 and region eu-central-1',
    );
  });

  test('of a service may allow assuming its role on the search domain', () => {
    expect(() => connected(recordOf(searchRole('arn:aws:iam::123456789012:role/search/reviews/Role')))).not.toThrow();
  });

  test.each([
    '*',
    'arn:aws:rds-db:eu-central-1:123456789012:dbuser:*/reviews',
    'arn:aws:rds-db:eu-central-1:123456789012:dbuser:db-ABC/*',
  ])('of a service must not allow logging in to every database: %s', (user) => {
    const permissions = [{ actions: ['rds-db:connect'], resources: [user] }];
    expect(() => connected(recordOf({ ...DATABASE, permissions }))).toThrow(
      'must be the ARN of one resource of rds-db in account 123456789012 and region eu-central-1',
    );
  });
});
