import {
  App,
  aws_ec2 as ec2,
  aws_kms as kms,
  aws_rds as rds,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Construct } from 'constructs';
import {
  Authentication,
  AWSProvider,
  DatabaseConstruct,
  DataStore,
  DevelopmentProvider,
  type IDataStore,
  type LoginOptions,
  ServiceCatalogue,
  type StoreContext,
} from '../../../src';
import { TemplateOrder } from '../../order/template-order';
import { bindStore } from '../../support/bind-store';
import { decryptSecret } from '../../support/decrypt';
import { loginAttribute, loginTemplate, loginTemplates } from '../../support/logins';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../../support/stacks';

const STORES: ReadonlyArray<readonly [string, IDataStore]> = [
  ['an instance', DataStore.postgresInstance()],
  ['an Aurora cluster', DataStore.auroraPostgres()],
];

/** The logins of a service in the stack of its store, in production unless the context names another environment. */
function bound(options: LoginOptions = {}, context: Partial<StoreContext> = {}, store = DataStore.postgresInstance()) {
  return bindStore(store, { logins: options, _nestLogins: false, ...context });
}

function logins(...args: Parameters<typeof bound>) {
  const store = bound(...args);
  return { ...store, template: store.template() };
}

interface Statement {
  readonly Effect: string;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** The statements that a workload is granted. */
function granted(...args: Parameters<typeof bound>): Statement[] {
  return Object.values(Object(bound(...args).granted()));
}

function statementsOfFunction(template: Template): Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
  return policies.find(([id]) => id.includes('Logins'))?.[1].Properties.PolicyDocument.Statement;
}

function login(template: Template) {
  return onlyResource(template, 'Custom::ServiceLogin');
}

describe.each(STORES)('the logins of a service in %s', (_, store) => {
  test.each([
    ['production, where they are rotated', new AWSProvider(), 2],
    ['development, where they are not', new DevelopmentProvider(), 0],
  ])('are a custom resource with two secrets in %s', (_environment, provider, schedules) => {
    const { template } = logins({}, { provider }, store);
    template.resourceCountIs('Custom::ServiceLogin', 1);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs('AWS::SecretsManager::Secret', 2);
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', schedules);
    template.resourceCountIs('AWS::Lambda::Permission', schedules);
  });

  test('are declared when the database takes connections and the function can answer', () => {
    const { template } = logins({}, {}, store);
    const order = new TemplateOrder(template);
    const [[id]] = order.ofType('Custom::ServiceLogin');
    const before = [
      'AWS::RDS::DBInstance',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::IAM::ManagedPolicy',
      'AWS::SecretsManager::Secret',
    ].flatMap((type) => order.ofType(type));
    expect(before.length).toBeGreaterThanOrEqual(5);
    expect(before.filter(([other]) => !order.isBefore(other, id))).toEqual([]);
  });

  test('are what workloads log in with, and wait for', () => {
    const { stack, store: it } = logins({}, {}, store);
    expect(stack.resolve(it.settings)).toMatchObject({
      DATABASE_NAME: 'reviews',
      DATABASE_OPTIONS: 'sslmode=verify-full',
      DATABASE_SECRET_ARN: loginAttribute('SecretArn'),
    });
    const { DATABASE_USERNAME, DATABASE_PASSWORD, ...others } = it.secrets;
    expect(others).toEqual({});
    expect([DATABASE_USERNAME, DATABASE_PASSWORD].map(({ field }) => field)).toEqual(['username', 'password']);
    expect(stack.resolve(DATABASE_PASSWORD.secret.secretArn)).toEqual(loginAttribute('SecretArn'));
  });

  test('are the only login that a workload may read', () => {
    expect(granted({}, {}, store)).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: loginAttribute('SecretArn'),
      },
    ]);
  });

  test('have an IAM user without a secret and without a rotation, if IAM is chosen', () => {
    const choice = { authentication: Authentication.IAM };
    const { template, stack, store: it } = logins(choice, {}, store);
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
    expect(login(template).Properties).toMatchObject({ Authentication: 'IAM', Migration: 'IAM' });
    expect(it.secrets).toEqual({});
    expect(stack.resolve(it.settings)).toMatchObject({ DATABASE_USERNAME: loginAttribute('Username') });
    expect(it.settings).not.toHaveProperty('DATABASE_SECRET_ARN');
    const [{ Action, Resource, ...statement }, ...others] = granted(choice, {}, store);
    expect(others).toEqual([]);
    expect(statement).toEqual({ Effect: 'Allow' });
    expect(Action).toBe('rds-db:connect');
    expect(JSON.stringify(Resource)).toMatch(
      /:dbuser:",\{"Fn::GetAtt":\["Store\w+","(Dbi|DBCluster)ResourceId"\]\},"\/reviews"/,
    );
  });
});

test.each(['public', 'none', 'ecommerce'])(
  'a service %s cannot log in with IAM, because PostgreSQL has that name',
  (name) => {
    expect(() => logins({ authentication: Authentication.IAM }, { serviceName: name })).toThrow(
      `name must be a name that PostgreSQL does not have, because the IAM user of a service has the name of the service, got '${name}'. ` +
        `Rename the service, for example to ${name}service, or use Authentication.PASSWORD.`,
    );
    expect(() => logins({}, { serviceName: name })).not.toThrow();
  },
);

test('a service pg_orders is rejected, because PostgreSQL reserves such names of roles', () => {
  expect(() => logins({}, { serviceName: 'pg_orders' })).toThrow(
    "name must be a name that does not begin with pg_, which PostgreSQL reserves for its own roles, got 'pg_orders'. Rename " +
      'the service, or use an existing database for it.',
  );
});

test.each(['iam', 'LDAP', ''])('authentication %p from JavaScript is rejected', (text) => {
  const choice: LoginOptions = Object({ authentication: text });
  expect(() => logins(choice)).toThrow(
    `logins.authentication must be PASSWORD or IAM, got '${text}'. Use \`Authentication.PASSWORD\` or \`Authentication.IAM\`.`,
  );
});

test('the custom resource declares the logins of the service, and its id does not depend on a version', () => {
  const { template } = logins();
  expect(login(template).Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^StoreLoginsFunction/), 'Arn'] },
    ServiceTimeout: '600',
    System: 'database',
    Service: 'reviews',
    SecretArn: { Ref: expect.stringMatching(/^StoreLoginsSecret/) },
    MigrationSecretArn: { Ref: expect.stringMatching(/^StoreLoginsMigrationSecret/) },
    Authentication: 'PASSWORD',
    Migration: 'PASSWORD',
    ConnectionLimit: 147,
    Objects: 'OF_OWNER',
    Host: { 'Fn::GetAtt': ['StoreInstance1B133C81', 'Endpoint.Address'] },
  });
});

test('the secrets have what a client connects to, and a password that CloudFormation generates', () => {
  const { template, stack } = logins();
  const secrets = Object.values(template.findResources('AWS::SecretsManager::Secret')).map(
    ({ Properties }) => Properties.GenerateSecretString,
  );
  expect(
    secrets.map(
      ({
        SecretStringTemplate: {
          'Fn::Join': [, parts],
        },
      }) => parts,
    ),
  ).toEqual(
    ['reviews_a', 'reviews_migrator'].map((username) => [
      `{"username":"${username}","host":"`,
      { 'Fn::GetAtt': ['StoreInstance1B133C81', 'Endpoint.Address'] },
      '","port":"',
      { 'Fn::GetAtt': ['StoreInstance1B133C81', 'Endpoint.Port'] },
      '","dbname":"reviews"}',
    ]),
  );
  for (const secret of secrets) {
    expect(secret).toMatchObject({ GenerateStringKey: 'password', PasswordLength: 64, ExcludePunctuation: true });
  }
  expect(JSON.stringify(templateOf(stack).toJSON())).not.toContain('resolve:secretsmanager');
});

test('another kind of login is another resource, which is created before the workloads change', () => {
  const [password, iam] = Object.values(Authentication).map((authentication) =>
    Object.keys(logins({ authentication }).template.findResources('Custom::ServiceLogin')),
  );
  expect(password).toHaveLength(1);
  expect(iam).toHaveLength(1);
  expect(iam).not.toEqual(password);
});

describe('the function', () => {
  test('alone reads the secret of the master, and rotates only the secrets of the logins', () => {
    const [readMaster, ...others] = statementsOfFunction(logins().template);
    expect(readMaster).toEqual({
      Action: 'secretsmanager:GetSecretValue',
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': ['StoreInstance1B133C81', 'MasterUserSecret.SecretArn'] },
    });
    const rotate = (secret: string) => ({
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Effect: 'Allow',
      Resource: { Ref: expect.stringMatching(new RegExp(`^StoreLogins${secret}[0-9A-F]{8}$`)) },
    });
    expect(others).toEqual([
      rotate('Secret'),
      rotate('MigrationSecret'),
      { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
    ]);
  });

  test('uses the key of the service by means of the services that need it only', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', keyArn);
    const statements = statementsOfFunction(logins({}, { defaults: { encryptionKey } }).template);
    expect(statements).toContainEqual(
      decryptSecret(keyArn, { 'Fn::GetAtt': ['StoreInstance1B133C81', 'MasterUserSecret.SecretArn'] }),
    );
    const ofKey = statements.filter(({ Resource }) => Resource === keyArn);
    expect(ofKey).toHaveLength(5);
    for (const { Condition } of ofKey) {
      expect(Condition?.StringEquals['kms:ViaService']).toMatch(/^(secretsmanager|sqs|lambda)\./);
    }
  });

  test('runs the bundle for PostgreSQL in the private subnets, without reserved concurrency', () => {
    const { Properties } = onlyResource(logins().template, 'AWS::Lambda::Function');
    expect(Properties).toMatchObject({
      Handler: 'postgres.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 300,
      MemorySize: 256,
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [expect.stringContaining('DeadLetters'), 'Arn'] } },
      VpcConfig: { SubnetIds: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'] },
      Environment: {
        Variables: {
          HOST: { 'Fn::GetAtt': ['StoreInstance1B133C81', 'Endpoint.Address'] },
          PORT: { 'Fn::GetAtt': ['StoreInstance1B133C81', 'Endpoint.Port'] },
          MASTER_SECRET_ARN: { 'Fn::GetAtt': ['StoreInstance1B133C81', 'MasterUserSecret.SecretArn'] },
          NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
        },
      },
    });
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('connects to the database and to AWS only, and the database admits it on its port', () => {
    const { template } = logins();
    const [[group, { Properties }]] = Object.entries(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: 'Allows the function for logins of the database of reviews to call AWS' },
      }),
    );
    const ports = Properties.SecurityGroupEgress.map(
      ({ FromPort, ToPort, CidrIp, DestinationSecurityGroupId }: never) => [
        FromPort,
        ToPort,
        CidrIp ?? DestinationSecurityGroupId,
      ],
    );
    const database = { 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] };
    expect(ports).toEqual([
      [443, 443, '0.0.0.0/0'],
      [5433, 5433, database],
    ]);
    expect(onlyResource(template, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      GroupId: database,
      SourceSecurityGroupId: { 'Fn::GetAtt': [group, 'GroupId'] },
      FromPort: 5433,
      ToPort: 5433,
    });
  });

  test('connects to the database itself, where clients connect to its proxy', () => {
    const { template } = logins({}, {}, DataStore.postgresInstance({ proxy: true }));
    const { Environment } = Object(onlyResource(template, 'AWS::Lambda::Function').Properties);
    expect(Environment.Variables.HOST).toEqual({ 'Fn::GetAtt': ['StoreInstance1B133C81', 'Endpoint.Address'] });
  });
});

test('the rotation of a secret begins when the login exists, and only its secret may invoke the function', () => {
  const { template } = logins();
  const order = new TemplateOrder(template);
  const [[declared]] = order.ofType('Custom::ServiceLogin');
  const schedules = order.ofType('AWS::SecretsManager::RotationSchedule');
  expect(schedules).toHaveLength(2);
  expect(schedules.filter(([id]) => !order.isBefore(declared, id))).toEqual([]);
  const sources = Object.values(template.findResources('AWS::Lambda::Permission')).map(
    ({ Properties }) => Properties.SourceArn,
  );
  const secrets = Object.keys(template.findResources('AWS::SecretsManager::Secret'));
  expect(sources).toEqual(secrets.map((Ref) => ({ Ref })));
});

describe('shared logins', () => {
  const shared = () => logins({ sharedLogins: true });
  const master = { 'Fn::GetAtt': ['StoreInstance1B133C81', 'MasterUserSecret.SecretArn'] };

  test('leave workloads the login of the master under the names of their settings', () => {
    const { stack, store } = shared();
    expect(stack.resolve(store.secrets.DATABASE_USERNAME.secret.secretArn)).toEqual(master);
    expect(stack.resolve(store.secrets.DATABASE_PASSWORD.secret.secretArn)).toEqual(master);
    expect(stack.resolve(store.settings.DATABASE_SECRET_ARN)).toEqual(loginAttribute('SecretArn'));
  });

  test('let workloads read both secrets', () => {
    const resources = granted({ sharedLogins: true }).map(({ Resource }) => Resource);
    expect(resources).toEqual([master, loginAttribute('SecretArn')]);
  });

  test('change no owner of an object', () => {
    expect(login(shared().template).Properties).toMatchObject({ Objects: 'OF_MASTER' });
  });

  test('are not the login of an IAM user, whose name would hide that of the master', () => {
    const { store } = logins({ sharedLogins: true, authentication: Authentication.IAM });
    expect(Object.keys(store.settings)).toEqual([
      'DATABASE_HOST',
      'DATABASE_PORT',
      'DATABASE_NAME',
      'DATABASE_OPTIONS',
    ]);
    expect(Object.keys(store.secrets)).toEqual(['DATABASE_USERNAME', 'DATABASE_PASSWORD']);
  });
});

describe('in a DatabaseConstruct', () => {
  function database(names: string[], options: LoginOptions = {}) {
    const stack = threeZoneStack();
    const construct = new DatabaseConstruct(stack, 'Database', {
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of(names.map((name) => ({ name }))),
      logins: options,
    });
    return { stack, construct, template: templateOf(stack) };
  }

  test('the logins of each service are in a nested stack of their own, one resource in the stack of the stores', () => {
    const { stack, template } = database(['orders', 'payments']);
    template.resourceCountIs('AWS::CloudFormation::Stack', 2);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    expect([...loginTemplates(stack).keys()]).toEqual(['orders', 'payments']);
  });

  test('the stack of the stores does not refer to the nested stacks, unless somebody uses a login', () => {
    const { template } = database(['orders']);
    const [id] = Object.keys(template.findResources('AWS::CloudFormation::Stack'));
    const { [id]: nested, ...others } = template.toJSON().Resources;
    expect(nested).toBeDefined();
    expect(JSON.stringify(others)).not.toContain(id);
  });

  test("the function of a service gets nothing of another service's database", () => {
    const { stack } = database(['orders', 'payments']);
    const [orders, payments] = [...loginTemplates(stack).values()].map((template) => JSON.stringify(template.toJSON()));
    expect(orders).not.toContain('payments');
    expect(payments).not.toContain('orders');
  });

  test('the options of a service take precedence over those of all services', () => {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of([
        { name: 'orders', logins: { sharedLogins: false, connectionLimit: 7 } },
        { name: 'payments' },
      ]),
      logins: { sharedLogins: true, authentication: Authentication.IAM },
    });
    const [orders, payments] = [...loginTemplates(stack).values()].map((template) => login(template).Properties);
    expect(orders).toMatchObject({ Objects: 'OF_OWNER', Authentication: 'IAM', ConnectionLimit: 7 });
    expect(payments).toMatchObject({ Objects: 'OF_MASTER', Authentication: 'IAM' });
  });

  test('an option of a service that is undefined leaves the choice to that of all services', () => {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of([
        { name: 'orders', logins: { sharedLogins: undefined, authentication: undefined, connectionLimit: undefined } },
      ]),
      logins: { sharedLogins: true, authentication: Authentication.IAM, connectionLimit: 7 },
    });
    expect(login(loginTemplate(stack)).Properties).toMatchObject({
      Objects: 'OF_MASTER',
      Authentication: 'IAM',
      ConnectionLimit: 7,
    });
  });

  test('a store that is bound by itself has its logins in its own stack', () => {
    const stack = threeZoneStack();
    DataStore.postgresInstance().bind(new Construct(stack, 'Store'), {
      serviceName: 'reviews',
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
    });
    templateOf(stack).resourceCountIs('Custom::ServiceLogin', 1);
  });

  test('a key of the stack lets CloudWatch Logs encrypt the log of the function', () => {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of([{ name: 'orders' }]),
      encryptionKey: new kms.Key(new Construct(stack, 'Keys'), 'Key'),
    });
    const policy = JSON.stringify(onlyResource(templateOf(stack), 'AWS::KMS::Key').Properties);
    const [logs] = Object.keys(loginTemplate(stack).findResources('AWS::Logs::LogGroup'));
    expect(policy).toContain(`-*-${logs}-*`);
  });
});

/** A database whose login the library does not create. */
function existingPostgres(stack: Stack): IDataStore {
  return DataStore.existingPostgres({
    instance: rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
      instanceIdentifier: 'legacy',
      instanceEndpointAddress: 'legacy.example.org',
      port: 5432,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'LegacyGroup', 'sg-legacy')],
    }),
    databaseName: 'legacy',
    secret: secretsmanager.Secret.fromSecretNameV2(stack, 'LegacyLogin', 'legacy'),
  });
}

describe('invalid input', () => {
  test('a service whose name is too long for its roles is rejected', () => {
    expect(() => logins({}, { serviceName: 'a'.repeat(54) })).not.toThrow();
    expect(() => logins({}, { serviceName: 'a'.repeat(55) })).toThrow(
      `name must be a name of at most 54 characters, because PostgreSQL has roles with its name, such as <name>_migrator, of at most 63, got '${'a'.repeat(55)}'. Rename the service, or use an existing database for it. (in Test/Store)`,
    );
  });

  test.each([DataStore.postgresInstance({ proxy: true }), DataStore.auroraPostgres({ proxy: true })])(
    'passwords are rejected for a store with a proxy',
    (store) => {
      expect(() => logins({ authentication: Authentication.PASSWORD }, {}, store)).toThrow(
        "logins.authentication must be Authentication.IAM for a store with a proxy, because RDS Proxy refuses users who take turns, got 'PASSWORD'. Use Authentication.IAM for the service, or set `proxy` of its store to false. (in Test/Store)",
      );
    },
  );

  test('IAM is rejected for a service whose store has no IAM logins', () => {
    const stack = threeZoneStack();
    const choice = { authentication: Authentication.IAM };
    const legacy = { name: 'reviews', store: existingPostgres(stack), logins: choice };
    const props = { provider: new DevelopmentProvider(), vpc: existingVpc(stack) };
    expect(
      () => new DatabaseConstruct(stack, 'Database', { ...props, catalogue: ServiceCatalogue.of([legacy]) }),
    ).toThrow(
      "logins.authentication must be Authentication.PASSWORD for this kind of store, got 'IAM'. Only PostgreSQL instances and Aurora clusters that the library creates have IAM logins: leave it out. (in Test/Database/reviews)",
    );
  });

  test('IAM as the choice of all services passes for a store without IAM logins', () => {
    const stack = threeZoneStack();
    const legacy = { name: 'reviews', store: existingPostgres(stack) };
    new DatabaseConstruct(stack, 'Database', {
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of([legacy]),
      logins: { authentication: Authentication.IAM },
    });
    expect(() => templateOf(stack)).not.toThrow();
  });

  test.each([0, -1, 148, 1.5, Number.NaN])(
    'a connectionLimit of %p is rejected for an instance with 4 GiB',
    (limit) => {
      expect(() => logins({ connectionLimit: limit })).toThrow(
        `logins.connectionLimit must be a whole number of connections from 1 to 147, got ${limit}. Two users of the service take turns, and 20 connections are for the master, for migrations and for rotation. Use a larger instance, or a lower limit. (in Test/Store)`,
      );
    },
  );

  test('a VPC without private subnets is rejected', () => {
    const stack = threeZoneStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    expect(() =>
      DataStore.postgresInstance().bind(new Construct(stack, 'Store'), {
        serviceName: 'reviews',
        provider: new DevelopmentProvider(),
        vpc,
      }),
    ).toThrow(
      'vpc must be a network with private subnets, in which the function that creates the logins of services runs, got none. Add private subnets with a NAT gateway, or with endpoints of the services that the function calls and of S3. (in Test/Store/Logins/Function)',
    );
  });

  test.each([
    [[], /interface|endpoints for secretsmanager and s3/],
    [['SECRETS_MANAGER'], /endpoints for s3, got/],
    [['S3'], /interface endpoints for secretsmanager, got/],
    [['SECRETS_MANAGER', 'S3'], undefined],
  ])('a VPC without a NAT gateway, with the endpoints %j, needs those for secrets and answers', (endpoints, error) => {
    const app = new App();
    const stack = new Stack(app, 'Test');
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
    });
    if (endpoints.includes('SECRETS_MANAGER')) {
      vpc.addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
    }
    if (endpoints.includes('S3')) {
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    }
    DataStore.postgresInstance().bind(new Construct(stack, 'Store'), {
      serviceName: 'reviews',
      provider: new DevelopmentProvider(),
      vpc,
    });
    const synthesis = expect(() => app.synth());
    if (error === undefined) {
      synthesis.not.toThrow();
      const { DependsOn } = login(Template.fromStack(stack));
      expect(DependsOn).toEqual(
        expect.arrayContaining([expect.stringMatching(/^VpcSecrets/), expect.stringMatching(/^VpcS3/)]),
      );
    } else {
      synthesis.toThrow(error);
    }
  });
});

test.each([Authentication.PASSWORD, Authentication.IAM])(
  'logins by %s cause no finding of cdk-nag',
  (authentication) => {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of([{ name: 'orders' }, { name: 'carts', store: DataStore.auroraPostgres() }]),
      logins: { authentication },
    });
    const packs = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks()];
    const paths = packs
      .flatMap((pack) => pack.validateScope(stack.node.root).violations)
      .flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = '' }) => `${ruleName} ${constructPath}`),
      );
    expect(paths.filter((path) => path.includes('/Logins'))).toEqual([]);
  },
);
