import {
  App,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Capability, type IMicroservice, type IServiceStore, Microservice, Workload } from '../../src';
import { existingVpc, propertiesByType, templateOf, threeZoneStack } from '../support/stacks';
import { containersOf, podRole, statementsOf, taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:reviews-abcdef';
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const CACHE_SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:cache-abcdef';
const CONDITIONS = { StringEquals: { 'aws:PrincipalTag/team': 'reviews' } };

/** The record that the platform writes, and that other apps read. */
const RECORD = {
  account: '123456789012',
  region: 'eu-central-1',
  vpcId: 'vpc-1',
  securityGroupIds: ['sg-own', 'sg-cache-clients'],
  accesses: [
    {
      settings: { DATABASE_HOST: 'db.example' },
      secrets: {
        DATABASE_PASSWORD: { secretArn: SECRET, field: 'password', keyArn: KEY },
        LICENCE: { secretArn: SECRET, keyArn: KEY },
      },
      rules: [{ securityGroupId: 'sg-db', port: 5433 }],
      permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reviews'], conditions: CONDITIONS }],
    },
    {
      settings: { CACHE_PORT: '6379' },
      secrets: { CACHE_PASSWORD: { secretArn: CACHE_SECRET, field: 'password' } },
      rules: [{ securityGroupId: 'sg-cache', port: 6379 }],
      permissions: [{ actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::cache'] }],
      capability: 'cache',
    },
  ],
};

/** A custom store, with a port, a setting, secrets, a key and a grant with conditions. */
function storeIn(stack: Stack): IServiceStore {
  const encryptionKey = kms.Key.fromKeyArn(stack, 'StoreKey', KEY);
  const attributes = { secretCompleteArn: SECRET, encryptionKey };
  const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'StoreSecret', attributes);
  return {
    connections: new ec2.Connections({
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'StoreGroup', 'sg-db')],
      defaultPort: ec2.Port.tcp(5433),
    }),
    settings: { DATABASE_HOST: 'db.example' },
    secrets: { DATABASE_PASSWORD: { secret, field: 'password' }, LICENCE: { secret } },
    grantAccess: ({ grantPrincipal }) => {
      grantPrincipal.addToPrincipalPolicy(
        new iam.PolicyStatement({
          actions: ['s3:GetObject'],
          resources: ['arn:aws:s3:::reviews'],
          conditions: CONDITIONS,
        }),
      );
    },
  };
}

describe('the parameters of a service', () => {
  const stack = threeZoneStack();
  const service = new Microservice(stack, 'Reviews', {
    serviceName: 'reviews',
    vpc: existingVpc(stack),
    store: storeIn(stack),
    environment: 'production',
  });
  const parameters = propertiesByType(templateOf(stack))['AWS::SSM::Parameter'];

  test('are its values that only the deployment knows, and one record, in a tier that supports more than 4 KiB', () => {
    const parameter = (name: string, Description: string, Value: unknown) => ({
      Name: `/production/reviews/${name}`,
      Description,
      Tier: 'Intelligent-Tiering',
      Type: 'String',
      Value,
    });
    const group = stack.resolve(service.securityGroup.securityGroupId);
    expect(parameters).toEqual([
      parameter('values', 'Values that other stacks read', {
        'Fn::Join': ['', ['|SecurityGroup.GroupId = ', group, '|']],
      }),
      parameter('connection', 'The connection of workloads to the service', expect.anything()),
    ]);
  });

  test('include a record with all data that a workload of another app needs', () => {
    const record = stack.resolve(Stack.of(service).toJsonString({ group: service.securityGroup.securityGroupId }));
    const [, [, reference]] = record['Fn::Join'];
    const expected = JSON.stringify({ ...RECORD, securityGroupIds: ['@'], accesses: [RECORD.accesses[0]] }).split('@');
    expect(parameters).toContainEqual(
      expect.objectContaining({ Value: { 'Fn::Join': ['', [expected[0], reference, expected[1]]] } }),
    );
  });
});

test("the service's security group allows all egress, and the store's group allows ingress from it on the store's port", () => {
  const stack = threeZoneStack();
  const props = { serviceName: 'reviews', vpc: existingVpc(stack), store: storeIn(stack) };
  const service = new Microservice(stack, 'Reviews', props);
  expect(propertiesByType(templateOf(stack))).toEqual({
    'AWS::EC2::SecurityGroup': [
      {
        GroupDescription: 'Belongs to the workloads of reviews',
        SecurityGroupEgress: [
          { CidrIp: '0.0.0.0/0', Description: 'Allow all outbound traffic by default', IpProtocol: '-1' },
        ],
        VpcId: 'vpc-1',
      },
    ],
    'AWS::EC2::SecurityGroupIngress': [
      {
        Description: 'From the workloads of reviews',
        FromPort: 5433,
        GroupId: 'sg-db',
        IpProtocol: 'tcp',
        SourceSecurityGroupId: stack.resolve(service.securityGroup.securityGroupId),
        ToPort: 5433,
      },
    ],
  });
});

test('a service without a store and without parameters grants its workloads no permissions', () => {
  const stack = threeZoneStack();
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack) });
  service.connect(Workload.identity(stack, 'Identity', podRole(stack), []));
  expect(Object.keys(propertiesByType(templateOf(stack)))).toEqual(['AWS::EC2::SecurityGroup', 'AWS::IAM::Role']);
});

test('a service without parameters grants its workloads no permission to read parameters', () => {
  const stack = threeZoneStack();
  const props = { serviceName: 'reviews', vpc: existingVpc(stack), store: storeIn(stack) };
  const service = new Microservice(stack, 'Reviews', props);
  service.connect(Workload.ecsTask(taskOf(stack), service.securityGroups));
  expect(JSON.stringify(templateOf(stack).findResources('AWS::IAM::ManagedPolicy'))).not.toContain('ssm:');
});

test('connect skips the checks of the account and the region when a stack has neither', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack) });
  const anywhere = new Stack(app, 'Anywhere');
  expect(() => service.connect(Workload.identity(anywhere, 'Identity', podRole(anywhere), []))).not.toThrow();
  const other = new Microservice(anywhere, 'Returns', { serviceName: 'returns', vpc: existingVpc(anywhere) });
  expect(() => other.connect(Workload.identity(stack, 'Identity', podRole(stack), []))).not.toThrow();
});

describe('a service of a platform in another app', () => {
  const key = `ssm:account=${ENV.account}:parameterName=/production/reviews/connection:region=${ENV.region}`;

  function imported(context: Record<string, string>): { stack: Stack; reviews: IMicroservice } {
    const stack = new Stack(new App({ context }), 'Reviews', { env: ENV });
    const parameters = { environment: 'production', serviceName: 'reviews' };
    return { stack, reviews: Microservice.fromParameters(stack, 'Reviews', parameters) };
  }

  /** Connects a task that has its own security group. */
  function connected(capabilities?: Capability[]) {
    const { stack, reviews } = imported({ [key]: JSON.stringify(RECORD) });
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-task');
    const task = taskOf(stack);
    reviews.connect(Workload.ecsTask(task, [group]), { capabilities });
    return { stack, reviews, task, template: templateOf(stack) };
  }

  const READ_RECORD = {
    Action: ['ssm:GetParameter', 'ssm:GetParameters'],
    Effect: 'Allow',
    Resource: {
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-central-1:123456789012:parameter/production/reviews/connection'],
      ],
    },
  };
  const read = (secret: string) => ({
    Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    Effect: 'Allow',
    Resource: secret,
  });
  const OF_STORE = {
    Action: 's3:GetObject',
    Condition: CONDITIONS,
    Effect: 'Allow',
    Resource: 'arn:aws:s3:::reviews',
  };
  const OF_CACHE = { Action: 's3:ListBucket', Effect: 'Allow', Resource: 'arn:aws:s3:::cache' };
  const DECRYPT = { Action: 'kms:Decrypt', Effect: 'Allow', Resource: KEY };

  test('has security groups whose ids do not depend on their position', () => {
    const ids = (securityGroupIds: string[]) =>
      imported({ [key]: JSON.stringify({ ...RECORD, securityGroupIds }) }).reviews.securityGroups.map(
        ({ node }) => node.id,
      );
    expect(ids(['sg-1', 'sg-2'])).toEqual(ids(['sg-2', 'sg-1']).reverse());
  });

  test.each<[string, Capability[] | undefined, boolean]>([
    ['all capabilities by default', undefined, true],
    ['the selected capability', [Capability.CACHE], true],
    ['no shared part when no capability is selected', [], false],
  ])('gives a workload access to its store and %s', (_, capabilities, withCache) => {
    const { stack, task, template } = connected(capabilities);
    const statements = (role: iam.IRole | undefined) => statementsOf(template, stack.resolve(role?.roleName).Ref);
    expect(containersOf(template)).toEqual([
      {
        environment: { DATABASE_HOST: 'db.example', ...(withCache && { CACHE_PORT: '6379' }) },
        secrets: {
          DATABASE_PASSWORD: `${SECRET}:password::`,
          LICENCE: SECRET,
          ...(withCache && { CACHE_PASSWORD: `${CACHE_SECRET}:password::` }),
        },
      },
    ]);
    expect(statements(task.taskRole)).toEqual([READ_RECORD, OF_STORE, ...(withCache ? [OF_CACHE] : [])]);
    expect(statements(task.executionRole)).toEqual([read(SECRET), DECRYPT, ...(withCache ? [read(CACHE_SECRET)] : [])]);
    const rule = (GroupId: string, port: number) => ({
      Description: expect.any(String),
      FromPort: port,
      GroupId,
      IpProtocol: 'tcp',
      SourceSecurityGroupId: 'sg-task',
      ToPort: port,
    });
    expect(propertiesByType(template)['AWS::EC2::SecurityGroupIngress']).toEqual([
      rule('sg-db', 5433),
      ...(withCache ? [rule('sg-cache', 6379)] : []),
    ]);
    expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue');
  });

  test('has the security groups of the record, in the same order', () => {
    const { reviews } = connected();
    expect(reviews.serviceName).toBe('reviews');
    expect(reviews.securityGroups.map(({ securityGroupId }) => securityGroupId)).toEqual(RECORD.securityGroupIds);
  });

  test('adds no ingress rules for a workload that has all of its security groups', () => {
    const { stack, reviews } = imported({ [key]: JSON.stringify(RECORD) });
    reviews.connect(Workload.ecsTask(taskOf(stack), reviews.securityGroups));
    templateOf(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  test('adds ingress rules for a workload that has only one of its security groups', () => {
    const { stack, reviews } = imported({ [key]: JSON.stringify(RECORD) });
    reviews.connect(Workload.ecsTask(taskOf(stack), reviews.securityGroups.slice(0, 1)));
    templateOf(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 2);
  });

  test('rejects a capability when the service has none', () => {
    const [ofStore] = RECORD.accesses;
    const { stack, reviews } = imported({ [key]: JSON.stringify({ ...RECORD, accesses: [ofStore] }) });
    const workload = Workload.identity(stack, 'Identity', podRole(stack), reviews.securityGroups);
    expect(() => reviews.connect(workload, { capabilities: [Capability.CACHE] })).toThrow(
      "capabilities must be among the capabilities of the service: none, got 'cache'. Add the capability to the service " +
        'in the catalogue, or remove it from `capabilities`. (in Reviews/Identity/reviews)',
    );
  });

  test('rejects a workload in another account, and a role of another account', () => {
    const { stack, reviews } = imported({ [key]: JSON.stringify(RECORD) });
    const elsewhere = new Stack(Stack.of(stack).node.scope, 'Elsewhere', { env: { ...ENV, account: '999999999999' } });
    const workload = Workload.identity(elsewhere, 'Identity', podRole(elsewhere), []);
    expect(() => reviews.connect(workload)).toThrow(
      'workload must be a workload in account 123456789012, where the platform is, got one in account 999999999999.',
    );
    const role = iam.Role.fromRoleArn(stack, 'Partner', 'arn:aws:iam::999999999999:role/Partner');
    expect(() => reviews.connect(Workload.identity(stack, 'Identity', role, reviews.securityGroups))).toThrow(
      'workload must be a workload whose role is in account 123456789012, where the platform is, got one whose role is ' +
        'in account 999999999999.',
    );
  });

  test('connects nothing in the first round of synthesis, before the lookup', () => {
    const { stack, reviews } = imported({});
    expect(() => reviews.connect(Workload.identity(stack, 'Identity', podRole(stack), []))).not.toThrow();
    expect(reviews.securityGroups).toEqual([]);
  });
});
