import {
  App,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  AWSProvider,
  DataStore,
  EcommercePlatform,
  type IServiceStore,
  type IWorkload,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { decryptSecret } from '../support/decrypt';
import { CATALOGUE, EVERYTHING, granting, platformIn, serviceIn } from '../support/services';
import { onlyResource, templateOf, threeZoneStack } from '../support/stacks';
import { functionOf, podRole, statementsOf, taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

test.each([
  ['orders', DataStore.postgresInstance()],
  ['a'.repeat(54), DataStore.postgresInstance()], // the longest name of a service with a database
  ['a'.repeat(63), DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } })],
])('the policy of service %s with every capability does not exceed the limit of IAM', (name, store) => {
  const stack = new Stack(new App(), 'Shop', { env: ENV });
  const catalogue = ServiceCatalogue.of([{ name, store, capabilities: EVERYTHING, pciScope: true }]);
  const platform = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), catalogue });
  const pod = podRole(stack, 'Pod');
  platform.service(name).connect(Workload.identity(stack, 'Identity', pod, platform.service(name).securityGroups));
  const [{ Properties }] = Object.values(
    templateOf(stack).findResources('AWS::IAM::ManagedPolicy', {
      Properties: { Roles: [stack.resolve(pod.roleName)] },
    }),
  );
  // A value that is known only at deployment counts 128 characters, as many as an ARN with a name of 64.
  const text = JSON.stringify(Properties.PolicyDocument)
    .replace(/\{"Ref":"AWS::Partition"\}/g, '"aws-us-gov"')
    .replace(/\{"(Ref|Fn::GetAtt)":("[^"]*"|\[[^\]]*\])\}/g, `"${'x'.repeat(128)}"`)
    .replace(/\{"Fn::Join":\["",\[([^\]]*)\]\]\}/g, (_, parts: string) => `"${parts.replace(/[",]/g, '')}"`);
  expect(text).not.toContain('Fn::');
  expect(text.length).toBeLessThanOrEqual(6144);
});

describe('a role', () => {
  test('that workloads of one service share gets one policy', () => {
    const stack = threeZoneStack();
    const reviews = serviceIn(stack);
    const shared = podRole(stack, 'Shared');
    for (const id of ['First', 'Second', 'Third']) {
      reviews.connect(Workload.identity(stack, id, shared, []));
    }
    const policy = onlyResource(templateOf(stack), 'AWS::IAM::ManagedPolicy').Properties;
    expect(policy).toEqual({
      Description: 'Allows workloads of reviews to use its store and the shared parts of the platform',
      Path: '/',
      PolicyDocument: {
        Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::reviews/*' }],
        Version: '2012-10-17',
      },
      Roles: [stack.resolve(shared.roleName)],
    });
  });

  test('that workloads of several services share gets one policy for each service', () => {
    const app = new App();
    const platform = platformIn(app);
    const stack = new Stack(app, 'Workloads', { env: ENV });
    const shared = podRole(stack, 'Shared');
    for (const { name } of CATALOGUE.services) {
      const { securityGroups } = platform.service(name);
      const sharesWith = CATALOGUE.services.map((service) => service.name);
      platform.service(name).connect(Workload.identity(stack, name, shared, securityGroups), { sharesWith });
    }
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 3);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test("in another stack gets its policy in the workload's stack, so that its own stack does not depend on the platform", () => {
    const app = new App();
    const roles = new Stack(app, 'Roles', { env: ENV });
    const definitionRoles = { taskRole: podRole(roles, 'Task'), executionRole: podRole(roles, 'Execution') };
    const platform = platformIn(app);
    const stack = new Stack(app, 'Workloads', { env: ENV });
    const { securityGroups } = platform.service('orders');
    platform.service('orders').connect(Workload.ecsTask(taskOf(stack, 'Task', definitionRoles), securityGroups));
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', 2);
    expect(Object.keys(Template.fromStack(roles).toJSON().Resources)).toHaveLength(2);
    expect(roles.dependencies).toEqual([]);
  });

  test('that is imported gets an inline policy of the CDK', () => {
    const stack = threeZoneStack();
    const imported = iam.Role.fromRoleName(stack, 'Imported', 'pod');
    serviceIn(stack).connect(Workload.identity(stack, 'Identity', imported, []));
    const template = templateOf(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    expect(onlyResource(template, 'AWS::IAM::Policy').Properties).toEqual({
      PolicyDocument: {
        Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::reviews/*' }],
        Version: '2012-10-17',
      },
      PolicyName: expect.any(String),
      Roles: ['pod'],
    });
  });

  test.each<[string, (stack: Stack) => iam.IRole]>([
    ['imported', (stack) => iam.Role.fromRoleName(stack, 'Imported', 'pod', { mutable: false })],
    ['created in the app', (stack) => podRole(stack, 'Own').withoutPolicyUpdates()],
  ])('that is %s and must not be changed gets no policy, if somebody else grants', (_, create) => {
    const stack = threeZoneStack();
    serviceIn(stack).connect(Workload.identity(stack, 'Identity', create(stack), []), {
      permissionsGrantedElsewhere: true,
    });
    const template = templateOf(stack);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });
});

test('a function that depends on its role also depends on the policy', () => {
  const stack = threeZoneStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a'],
    privateSubnetIds: ['subnet-1'],
    privateSubnetRouteTableIds: ['rtb-1'],
  });
  serviceIn(stack).connect(Workload.lambdaFunction(functionOf(stack, vpc)));
  templateOf(stack).hasResource('AWS::Lambda::Function', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^HandlerServiceRoleAccessreviews')]),
  });
});

describe('a custom implementation of IWorkload', () => {
  class Machine extends Construct implements IWorkload {
    public readonly connections = new ec2.Connections();

    constructor(
      scope: Construct,
      id: string,
      public readonly grantPrincipal: iam.IPrincipal,
      private readonly starter: iam.IRole,
    ) {
      super(scope, id);
    }

    public addSetting(): void {}

    public addSecret(_name: string, secret: secretsmanager.ISecret): void {
      secret.grantRead(this.starter);
    }
  }

  /** A store with an imported secret and the key that encrypts it. */
  function withPassword(stack: Stack): IServiceStore {
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/1');
    const secretCompleteArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:s-abcdef';
    const attributes = { secretCompleteArn, encryptionKey };
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', attributes);
    return { ...granting(['s3:GetObject'], ['arn:aws:s3:::reviews/*']), secrets: { PASSWORD: { secret } } };
  }

  test('grants reading and decrypting a secret by a customer managed policy', () => {
    const stack = threeZoneStack();
    const starter = podRole(stack, 'Starter');
    serviceIn(stack, withPassword(stack)).connect(new Machine(stack, 'Machine', podRole(stack, 'Own'), starter));
    const template = templateOf(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(statementsOf(template, stack.resolve(starter.roleName).Ref)).toEqual([
      {
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Effect: 'Allow',
        Resource: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:s-abcdef',
      },
      decryptSecret(
        'arn:aws:kms:eu-central-1:123456789012:key/1',
        'arn:aws:secretsmanager:eu-central-1:123456789012:secret:s-abcdef',
      ),
    ]);
  });

  test('that runs as an IAM user gets an inline policy of the CDK', () => {
    const stack = threeZoneStack();
    const user = new iam.User(stack, 'User');
    serviceIn(stack).connect(new Machine(stack, 'Machine', user, podRole(stack, 'Starter')));
    expect(onlyResource(templateOf(stack), 'AWS::IAM::Policy').Properties).toEqual({
      PolicyDocument: {
        Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::reviews/*' }],
        Version: '2012-10-17',
      },
      PolicyName: expect.any(String),
      Users: [stack.resolve(user.userName)],
    });
  });
});
