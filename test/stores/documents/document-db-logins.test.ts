import { App, Duration, aws_ec2 as ec2, aws_kms as kms, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  Authentication,
  AWSProvider,
  DatabaseConstruct,
  DataStore,
  DevelopmentProvider,
  type DocumentDbOptions,
  EcommercePlatform,
  type LoginOptions,
  ServiceCatalogue,
  ServiceStacks,
  type StoreContext,
  StoreRole,
  Workload,
} from '../../../src';
import { TemplateOrder } from '../../order/template-order';
import { bindStore } from '../../support/bind-store';
import { decryptSecret } from '../../support/decrypt';
import { loginAttribute, loginTemplates } from '../../support/logins';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../../support/stacks';
import { functionOf } from '../../support/workloads';

/** The master's password is not rotated, so that the only function is that of the logins. */
const MASTER_NOT_ROTATED = new DevelopmentProvider();

/** The logins of a service in the stack of its store. */
function bound(options: LoginOptions = {}, context: Partial<StoreContext> = {}, own: DocumentDbOptions = {}) {
  return bindStore(DataStore.documentDb(own), {
    provider: MASTER_NOT_ROTATED,
    logins: options,
    _nestLogins: false,
    ...context,
  });
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

const MASTER = { Ref: expect.stringMatching(/^StoreSecret/) };
const ENDPOINT = { 'Fn::GetAtt': ['StoreDocumentDbF1CE65B7', 'Endpoint'] };
const PORT = { 'Fn::GetAtt': ['StoreDocumentDbF1CE65B7', 'Port'] };

describe('the logins of a service', () => {
  test.each([
    ['production, where they are rotated as the master is', new AWSProvider(), 2],
    ['development, where they are not', new DevelopmentProvider(), 0],
  ])('are a custom resource with one secret in %s', (_, provider, schedules) => {
    const { template } = logins({}, { provider });
    template.resourceCountIs('Custom::ServiceLogin', 1);
    template.resourceCountIs('AWS::SecretsManager::Secret', 2); // that of the master, and that of the login
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', schedules);
    template.resourceCountIs('AWS::Lambda::Permission', schedules);
    template.resourceCountIs('AWS::Lambda::Function', schedules === 0 ? 1 : 2);
  });

  test('are declared for the service by a resource whose id does not depend on a version', () => {
    expect(login(logins().template).Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^StoreLoginsFunction/), 'Arn'] },
      ServiceTimeout: '600',
      System: 'database',
      Service: 'reviews',
      SecretArn: { Ref: expect.stringMatching(/^StoreLoginsSecret/) },
      Host: ENDPOINT,
    });
  });

  test('are declared when the cluster takes connections and the function can answer', () => {
    const order = new TemplateOrder(logins({}, {}, { instances: 3 }).template);
    const [[id]] = order.ofType('Custom::ServiceLogin');
    const before = [
      'AWS::DocDB::DBInstance',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::IAM::ManagedPolicy',
      'AWS::SecretsManager::Secret',
    ].flatMap((type) => order.ofType(type));
    expect(before).toHaveLength(3 + 1 + 1 + 2);
    expect(before.filter(([other]) => !order.isBefore(other, id))).toEqual([]);
  });

  test('are what workloads log in with, and wait for', () => {
    const { stack, store } = logins();
    const { DATABASE_USERNAME, DATABASE_PASSWORD, ...others } = store.secrets;
    expect(others).toEqual({});
    expect([DATABASE_USERNAME, DATABASE_PASSWORD].map(({ field }) => field)).toEqual(['username', 'password']);
    for (const { secret } of [DATABASE_USERNAME, DATABASE_PASSWORD]) {
      expect(stack.resolve(secret.secretArn)).toEqual(loginAttribute('SecretArn'));
    }
    expect(stack.resolve(store.settings.DATABASE_SECRET_ARN)).toEqual(loginAttribute('SecretArn'));
  });

  test('are the only login that a workload may read', () => {
    expect(granted()).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: loginAttribute('SecretArn'),
      },
    ]);
  });

  test('have a secret with what a client connects to, and a password that CloudFormation generates', () => {
    const { template } = logins();
    const secrets = Object.entries(template.findResources('AWS::SecretsManager::Secret'));
    const [[, { Properties }]] = secrets.filter(([id]) => id.startsWith('StoreLoginsSecret'));
    expect(Properties.GenerateSecretString).toEqual({
      SecretStringTemplate: {
        'Fn::Join': ['', ['{"username":"reviews_a","host":"', ENDPOINT, '","port":"', PORT, '","dbname":"reviews"}']],
      },
      GenerateStringKey: 'password',
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
  });

  test('are rotated at the interval of the store, when they exist, by their function for their secret only', () => {
    const { template } = logins({}, { provider: new AWSProvider() }, { rotationInterval: Duration.days(7) });
    const order = new TemplateOrder(template);
    const [[declared]] = order.ofType('Custom::ServiceLogin');
    const schedules = order.ofType('AWS::SecretsManager::RotationSchedule');
    const [[id, { Properties }]] = schedules.filter(([logicalId]) => logicalId.startsWith('StoreLogins'));
    expect(order.isBefore(declared, id)).toBe(true);
    const secret = { Ref: expect.stringMatching(/^StoreLoginsSecret/) };
    const handler = { 'Fn::GetAtt': [expect.stringMatching(/^StoreLoginsFunction/), 'Arn'] };
    expect(Properties).toEqual({
      SecretId: secret,
      RotationLambdaARN: handler,
      RotationRules: { AutomaticallyAfterDays: 7 },
      RotateImmediatelyOnUpdate: false,
    });
    const permissions = Object.entries(template.findResources('AWS::Lambda::Permission'));
    const ofLogins = permissions.filter(([logicalId]) => logicalId.startsWith('StoreLogins'));
    expect(ofLogins.map(([, permission]) => permission.Properties)).toEqual([
      expect.objectContaining({ FunctionName: handler, SourceArn: secret }),
    ]);
  });

  test('leave the rotation of the master to its own function, with the resources that a deployed store has', () => {
    const { template } = logins({}, { provider: new AWSProvider() });
    const handlers = Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => [
      id.replace(/Function[0-9A-F]+$/, ''),
      Properties.Handler,
    ]);
    expect(Object.fromEntries(handlers)).toEqual({
      StoreRotation: 'document-db.masterHandler',
      StoreLogins: 'document-db.handler',
    });
  });
});

describe('the settings of a client', () => {
  test('name the endpoint, the database and the options that DocumentDB requires', () => {
    const { stack, store } = logins();
    expect(stack.resolve(store.settings)).toEqual({
      DATABASE_HOST: ENDPOINT,
      DATABASE_PORT: PORT,
      DATABASE_NAME: 'reviews',
      DATABASE_OPTIONS: 'authSource=admin&tls=true&retryWrites=false',
      DATABASE_SECRET_ARN: loginAttribute('SecretArn'),
    });
  });

  test('name the readers of a cluster that has some', () => {
    const { stack, store } = logins({}, {}, { instances: 2 });
    expect(stack.resolve(store.settings)).toMatchObject({
      DATABASE_READER_HOST: { 'Fn::GetAtt': ['StoreDocumentDbF1CE65B7', 'ReadEndpoint'] },
    });
  });
});

describe('the function', () => {
  test('alone reads the secret of the master, and rotates only the secret of the login', () => {
    expect(statementsOfFunction(logins().template)).toEqual([
      { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: MASTER },
      {
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Effect: 'Allow',
        Resource: { Ref: expect.stringMatching(/^StoreLoginsSecret/) },
      },
      { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
    ]);
  });

  test('uses the key of the service by means of the services that need it only', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', keyArn);
    const statements = statementsOfFunction(logins({}, { defaults: { encryptionKey } }).template);
    expect(statements).toContainEqual(decryptSecret(keyArn, MASTER));
    const ofKey = statements.filter(({ Resource }) => Resource === keyArn);
    expect(ofKey).toHaveLength(4);
    for (const { Condition } of ofKey) {
      expect(Condition?.StringEquals['kms:ViaService']).toMatch(/^(secretsmanager|sqs|lambda)\./);
    }
  });

  test('runs the bundle for DocumentDB in the private subnets', () => {
    expect(onlyResource(logins().template, 'AWS::Lambda::Function').Properties).toMatchObject({
      Handler: 'document-db.handler',
      Runtime: 'nodejs24.x',
      Timeout: 300,
      MemorySize: 256,
      VpcConfig: { SubnetIds: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'] },
      Environment: {
        Variables: {
          HOST: ENDPOINT,
          PORT,
          MASTER_SECRET_ARN: MASTER,
          NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
        },
      },
    });
  });

  test('connects to the cluster and to AWS only, and the cluster admits it on its port', () => {
    const { template } = logins({}, {}, { port: 6000 });
    const [[group, { Properties }]] = Object.entries(
      template.findResources('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: 'Allows the function for logins of the database of reviews to call AWS' },
      }),
    );
    const cluster = { 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] };
    const egress: Record<string, unknown>[] = Properties.SecurityGroupEgress;
    expect(
      egress.map(({ FromPort, ToPort, CidrIp, DestinationSecurityGroupId }) => [
        FromPort,
        ToPort,
        CidrIp ?? DestinationSecurityGroupId,
      ]),
    ).toEqual([
      [443, 443, '0.0.0.0/0'],
      [6000, 6000, cluster],
    ]);
    expect(onlyResource(template, 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      GroupId: cluster,
      SourceSecurityGroupId: { 'Fn::GetAtt': [group, 'GroupId'] },
      FromPort: 6000,
      ToPort: 6000,
    });
  });
});

describe('shared logins', () => {
  const shared = () => logins({ sharedLogins: true });

  test('leave workloads the login of the master under the names of their settings', () => {
    const { stack, store } = shared();
    expect(stack.resolve(store.secrets.DATABASE_USERNAME.secret.secretArn)).toEqual(MASTER);
    expect(stack.resolve(store.secrets.DATABASE_PASSWORD.secret.secretArn)).toEqual(MASTER);
    expect(stack.resolve(store.settings.DATABASE_SECRET_ARN)).toEqual(loginAttribute('SecretArn'));
  });

  test('let workloads read both secrets', () => {
    const resources = granted({ sharedLogins: true }).map(({ Resource }) => Resource);
    expect(resources).toEqual([MASTER, loginAttribute('SecretArn')]);
  });

  test('change no resource', () => {
    expect(shared().template.toJSON()).toEqual(logins().template.toJSON());
  });
});

describe('the place of the logins', () => {
  const documents = (name: string, own: object = {}) => ({ name, store: DataStore.documentDb(), ...own });

  function database(catalogue: ServiceCatalogue, options: LoginOptions = {}) {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
      catalogue,
      logins: options,
    });
    return { stack, template: templateOf(stack) };
  }

  test('is a nested stack for each service of a DatabaseConstruct', () => {
    const { stack, template } = database(ServiceCatalogue.of([documents('orders'), documents('payments')]));
    template.resourceCountIs('AWS::CloudFormation::Stack', 2);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('AWS::SecretsManager::Secret', 2); // of the masters
    const nested = loginTemplates(stack);
    expect([...nested.keys()]).toEqual(['orders', 'payments']);
    const [orders, payments] = [...nested.values()].map((it) => JSON.stringify(it.toJSON()));
    expect(orders).not.toContain('payments');
    expect(payments).not.toContain('orders');
  });

  test('is not referred to by the stack of the stores, unless somebody uses a login', () => {
    const { template } = database(ServiceCatalogue.of([documents('orders')]));
    const [id] = Object.keys(template.findResources('AWS::CloudFormation::Stack'));
    const { [id]: nested, ...others } = template.toJSON().Resources;
    expect(nested).toBeDefined();
    expect(JSON.stringify(others)).not.toContain(id);
  });

  test('is the stack of a store that is bound by itself', () => {
    const stack = threeZoneStack();
    DataStore.documentDb().bind(new Construct(stack, 'Store'), {
      serviceName: 'reviews',
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
    });
    templateOf(stack).resourceCountIs('Custom::ServiceLogin', 1);
  });

  test('is the stack of a service that has one', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new DevelopmentProvider(),
      catalogue: ServiceCatalogue.of([documents('reviews')]),
      serviceStacks: ServiceStacks.perService(),
    });
    const own = templateOf(platform.serviceStack('reviews'));
    own.resourceCountIs('Custom::ServiceLogin', 1);
    own.resourceCountIs('AWS::CloudFormation::Stack', 0);
    templateOf(stack).resourceCountIs('Custom::ServiceLogin', 0);
  });
});

describe('IAM', () => {
  const choice = { authentication: Authentication.IAM };
  const ERROR =
    "logins.authentication must be Authentication.PASSWORD for a DocumentDB cluster, got 'IAM'. DocumentDB 8.0 has no IAM logins, and the users of DocumentDB 5.0 are IAM roles, which must exist before their logins: leave it out.";

  test.each(['8.0.0', '5.0.0'])('is rejected for a store with DocumentDB %s', (engineVersion) => {
    expect(() => bound(choice, {}, { engineVersion })).toThrow(`${ERROR} (in Test/Store)`);
  });

  const platform = (own: LoginOptions, ofAll: LoginOptions) => {
    const stack = threeZoneStack();
    new DatabaseConstruct(stack, 'Database', {
      provider: new DevelopmentProvider(),
      vpc: existingVpc(stack),
      catalogue: ServiceCatalogue.of([
        { name: 'orders' },
        { name: 'reviews', store: DataStore.documentDb(), logins: own },
      ]),
      logins: ofAll,
    });
    return loginTemplates(stack);
  };

  test('is rejected as the choice of a service', () => {
    expect(() => platform(choice, {})).toThrow(`${ERROR} (in Test/Database/reviews)`);
  });

  test('as the choice of a platform leaves passwords to DocumentDB, and reaches the other stores', () => {
    const templates = platform({}, { ...choice, sharedLogins: false });
    expect(templates.get('orders')?.findResources('AWS::SecretsManager::Secret')).toEqual({});
    templates.get('reviews')?.resourceCountIs('AWS::SecretsManager::Secret', 1);
  });
});

test('a workload that changes the schema is rejected, because there is no login for it', () => {
  const stack = threeZoneStack();
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: new DevelopmentProvider(),
    catalogue: ServiceCatalogue.of([{ name: 'reviews', store: DataStore.documentDb() }]),
  });
  const workload = Workload.lambdaFunction(functionOf(stack, platform.vpc, platform.service('reviews').securityGroups));
  expect(() => platform.service('reviews').connect(workload, { storeRole: StoreRole.MIGRATION })).toThrow(
    "storeRole must be StoreRole.APPLICATION, because the store of reviews has no login for migrations, got 'MIGRATION'. Leave it out. Only PostgreSQL instances and Aurora clusters that the library creates have such a login.",
  );
});

describe('invalid input', () => {
  test('a service whose name is too long for its users is rejected', () => {
    expect(() => bound({}, { serviceName: 'a'.repeat(61) })).not.toThrow();
    expect(() => bound({}, { serviceName: 'a'.repeat(62) })).toThrow(
      `name must be a name of at most 61 characters, because DocumentDB has users with its name, such as <name>_a, of at most 63, got '${'a'.repeat(62)}'. Rename the service, or use an existing database for it. (in Test/Store)`,
    );
  });

  test('a version that the function cannot call is rejected', () => {
    expect(() => bound({}, {}, { engineVersion: '4.0.0', allowUnlisted: true })).toThrow(
      "engineVersion must be DocumentDB 5.0.0 or newer, which the function that creates the logins of the service can call, got '4.0.0'. Upgrade the cluster first, or use it as an existing database. (in Test/Store)",
    );
  });

  test('a VPC without private subnets is rejected', () => {
    const isolated = (stack: Stack) => ({
      vpc: new ec2.Vpc(stack, 'Vpc', {
        subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      }),
      provider: MASTER_NOT_ROTATED,
      _nestLogins: false,
    });
    expect(() => bindStore(DataStore.documentDb(), isolated)).toThrow(
      'vpc must be a network with private subnets, in which the function that creates the logins of services runs, got none.',
    );
  });
});
