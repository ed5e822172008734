import {
  type App,
  Aws,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_lambda as lambda,
  Stack,
} from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  Capability,
  DevelopmentProvider,
  EcommercePlatform,
  type EcommercePlatformProps,
  type IWorkload,
  Microservice,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { CrossStackValues } from '../support/cross-stack-values';
import { decryptSecret } from '../support/decrypt';
import { loginAttribute, partLoginAttribute } from '../support/logins';
import { existingVpc } from '../support/stacks';
import { podRole, statementsOf, taskOf } from '../support/workloads';

/** The attributes of the VPC of `existingVpc`, for another construct of it. */
const SAME_VPC = { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'] };

const ENV = { account: '123456789012', region: 'eu-central-1' };

function platformIn(app: App, props: Partial<EcommercePlatformProps> = {}) {
  const stack = new Stack(app, 'Shop', { env: ENV });
  const monitoring = { alarms: false, dashboard: false }; // tested elsewhere
  return {
    stack,
    platform: new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), monitoring, ...props }),
  };
}

function fargate(stack: Stack, vpc: ec2.IVpc, securityGroups?: ec2.ISecurityGroup[]) {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('shop/orders') });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  return new ecs.FargateService(stack, 'Service', { cluster, taskDefinition, securityGroups, minHealthyPercent: 50 });
}

function handler(stack: Stack, vpc?: ec2.IVpc, securityGroups?: ec2.ISecurityGroup[]) {
  return new lambda.Function(stack, 'Handler', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    vpc,
    securityGroups,
  });
}

describe('an ECS service', () => {
  test("needs no ingress rule when it has the service's security groups", () => {
    const app = newApp();
    const { stack, platform } = platformIn(app);
    const orders = platform.service('orderservice');
    const before = Object.keys(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress')).length;
    const other = platformIn(newApp());
    const again = other.platform.service('orderservice');
    again.connect(Workload.ecsService(fargate(other.stack, other.platform.vpc, again.securityGroups)));
    expect(orders.securityGroups).toHaveLength(3);
    Template.fromStack(other.stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', before);
  });

  test('in another stack changes nothing in the template of the platform', () => {
    const alone = Template.fromStack(platformIn(newApp()).stack).toJSON();
    const app = newApp();
    const { stack, platform } = platformIn(app);
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service('paymentservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
    app.synth();
    expect(Template.fromStack(stack).toJSON()).toEqual(alone);
    expect(stack.dependencies).toEqual([]);
    expect(workloads.dependencies).toContain(stack);
  });

  test('with its own security group gets one ingress rule for each part that it uses, in its own stack', () => {
    const app = newApp();
    const { platform } = platformIn(app);
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service('orderservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
    const rules = Object.values(Template.fromStack(workloads).findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties }) => Properties.FromPort).sort()).toEqual([5433, 5671, 6379]);
    for (const { Properties } of rules) {
      expect(Properties.SourceSecurityGroupId).toEqual({
        'Fn::GetAtt': [expect.stringMatching(/^Service/), 'GroupId'],
      });
    }
  });

  test('with its own security group is connected without a warning', () => {
    const app = newApp();
    const { platform } = platformIn(app);
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service('orderservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
    Annotations.fromStack(workloads).hasNoWarning('*', Match.stringLikeRegexp('ipv4IgnoreEgressRule'));
  });

  test("may decrypt with the service's key by a policy in its own stack", () => {
    const app = newApp();
    const { platform } = platformIn(app);
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service('paymentservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
    const template = Template.fromStack(workloads);
    const [execution] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('Execution'));
    const id = (part: string) => expect.stringMatching(new RegExp(`^Platform${part}[0-9A-F]{8}$`));
    const attribute = (part: string, name: string) => ({ 'in Shop': { 'Fn::GetAtt': [id(part), name] } });
    const broker = { 'in Shop': partLoginAttribute('paymentservice', 'Broker', 'SecretArn') };
    const read = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
    expect(new CrossStackValues(app).resolve(workloads, statementsOf(template, execution))).toEqual([
      {
        Action: read,
        Effect: 'Allow',
        Resource: { 'in Shop': loginAttribute('SecretArn') },
      },
      decryptSecret(attribute('DatabasepaymentserviceKey', 'Arn'), { 'in Shop': loginAttribute('SecretArn') }),
      { Action: read, Effect: 'Allow', Resource: broker },
      decryptSecret(attribute('Key', 'Arn'), broker),
    ]);
  });

  test('is connected only once when `connect` is called again', () => {
    const connected = (times: number) => {
      const app = newApp();
      const { stack, platform } = platformIn(app);
      const service = fargate(stack, platform.vpc);
      for (let time = 0; time < times; time++) {
        platform.service('orderservice').connect(Workload.ecsService(service));
      }
      return Template.fromStack(stack).toJSON();
    };
    expect(connected(3)).toEqual(connected(1));
  });

  test('passes settings to the container that `containerName` names', () => {
    const { stack, platform } = platformIn(newApp());
    const service = fargate(stack, platform.vpc);
    service.taskDefinition.addContainer('sidecar', { image: ecs.ContainerImage.fromRegistry('shop/sidecar') });
    platform.service('paymentservice').connect(Workload.ecsService(service, { containerName: 'sidecar' }));
    Template.fromStack(stack).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({ Name: 'app', Environment: Match.absent() }),
        Match.objectLike({ Name: 'sidecar', Secrets: Match.anyValue() }),
      ],
    });
  });
});

test('an ECS service that is connected through one container rejects a second container', () => {
  const { stack, platform } = platformIn(newApp());
  const service = fargate(stack, platform.vpc);
  service.taskDefinition.addContainer('sidecar', { image: ecs.ContainerImage.fromRegistry('shop/sidecar') });
  Workload.ecsService(service, { containerName: 'app' });
  expect(() => Workload.ecsService(service, { containerName: 'sidecar' })).toThrow(
    "containerName must be app, which already gets the settings of the task's service, got 'sidecar'. Set the " +
      'environment of the second container in the task definition, or run it as a separate task. ' +
      '(in Shop/Service/PlatformWorkload)',
  );
});

describe('a workload gets no permission with a wildcard action or resource', () => {
  const app = newApp();
  const { platform } = platformIn(app, { catalogue: ServiceCatalogue.PHASE_TWO });
  const names = ServiceCatalogue.PHASE_TWO.services.map(({ name }) => name);
  const stacks = new Map(names.map((name) => [name, new Stack(app, name, { env: ENV })]));
  for (const [name, workloads] of stacks) {
    platform.service(name).connect(Workload.ecsService(fargate(workloads, platform.vpc)));
  }

  test.each([...stacks])('of %s', (_, workloads) => {
    const statements = Object.values(Template.fromStack(workloads).findResources('AWS::IAM::ManagedPolicy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    expect(statements.length).toBeGreaterThan(0);
    for (const { Action, Resource } of statements) {
      expect([Action].flat().filter((action) => action.includes('*'))).toEqual([]);
      for (const resource of [Resource].flat().map((value) => JSON.stringify(value))) {
        expect(resource).not.toBe('"*"');
        expect(resource.replace(/\/\*"/g, '"')).not.toContain('*');
      }
    }
  });
});

describe('an ECS task', () => {
  test('gets ingress rules for the security groups that it runs with', () => {
    const { stack, platform } = platformIn(newApp());
    const group = new ec2.SecurityGroup(stack, 'Nightly', { vpc: platform.vpc });
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('shop/nightly') });
    platform.service('paymentservice').connect(Workload.ecsTask(task, [group]));
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: stack.resolve(group.securityGroupId),
      FromPort: 5433,
    });
  });

  test('fails when its task definition has no container', () => {
    const { stack, platform } = platformIn(newApp());
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    expect(() => Workload.ecsTask(task, platform.service('orderservice').securityGroups)).toThrow(
      'workload must be a task with a container, got a task definition without containers. Add the container to the ' +
        'task definition before you connect it. (in Shop/Task/PlatformWorkload)',
    );
  });

  test('fails when `containerName` names no container of the task', () => {
    const { stack, platform } = platformIn(newApp());
    const service = fargate(stack, platform.vpc);
    expect(() => Workload.ecsService(service, { containerName: 'web' })).toThrow(
      "containerName must be the name of a container of the task: app, got 'web'. Correct the name, or add the container " +
        'to the task definition before you connect it. (in Shop/Service/PlatformWorkload)',
    );
  });
});

describe('a Lambda function', () => {
  test('fails without a VPC when its service uses resources in a VPC', () => {
    const { stack, platform } = platformIn(newApp());
    const workload = Workload.lambdaFunction(handler(stack));
    expect(() => platform.service('paymentservice').connect(workload)).toThrow(
      "workload must be a workload in the platform's VPC, because resources that its service uses are there, got one " +
        "without a VPC. Create the function or the task with the platform's `vpc` and the service's `securityGroups`. " +
        'An ECS service in network mode bridge or host uses the security groups of its instances: pass them to ' +
        '`connections.addSecurityGroup` of the ECS service before you connect it. ' +
        '(in Shop/Handler/PlatformWorkload/paymentservice)',
    );
  });

  test('needs no VPC when it connects only to resources without a network address', () => {
    const { stack, platform } = platformIn(newApp(), { catalogue: ServiceCatalogue.PHASE_TWO });
    const workload = Workload.lambdaFunction(handler(stack));
    expect(() => platform.service('inventoryservice').connect(workload, { capabilities: [] })).not.toThrow();
  });
});

test('a service with the search capability may assume its own role on the domain, and call nothing there itself', () => {
  const app = newApp();
  const { platform } = platformIn(app);
  const workloads = new Stack(app, 'Workloads', { env: ENV });
  platform.service('searchservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
  const statements: Array<{ readonly Action: unknown; readonly Resource: unknown }> = Object.values(
    Template.fromStack(workloads).findResources('AWS::IAM::ManagedPolicy'),
  ).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const roles = statements.filter(({ Action }) => /^(sts|es):/.test([Action].flat().join()));
  expect(new CrossStackValues(app).resolve(workloads, roles)).toEqual([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: { 'in Shop': partLoginAttribute('searchservice', 'Search', 'RoleArn') },
    },
  ]);
});

test('a service with the search capability keeps to the index that has its name while logins are shared', () => {
  const app = newApp();
  const { platform } = platformIn(app, { logins: { sharedLogins: true } });
  const workloads = new Stack(app, 'Workloads', { env: ENV });
  platform.service('searchservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
  const resources = Object.values(Template.fromStack(workloads).findResources('AWS::IAM::ManagedPolicy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => [Action].flat().includes('es:ESHttpGet'))
    .flatMap(({ Resource }) =>
      Resource.map((arn: { readonly 'Fn::Join': [string, unknown[]] }) => arn['Fn::Join'][1].at(-1)),
    );
  expect(resources).toEqual(['/searchservice', '/searchservice/*']);
});

describe('an identity', () => {
  test('may read the secrets and parameters of its service, and of no other service', () => {
    const { stack, platform } = platformIn(newApp());
    const role = new iam.Role(stack, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    const users = platform.service('userservice');
    users.connect(Workload.identity(stack, 'Users', role, users.securityGroups));
    const [policy] = Object.values(
      Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy', {
        Properties: { Roles: [{ Ref: stack.resolve(role.roleName).Ref }] },
      }),
    );
    const text = JSON.stringify(policy.Properties.PolicyDocument);
    expect(text.match(/:parameter[^"]*/g)).toEqual([':parameter/production/userservice/connection']);
    expect(text).toContain('DatabaseuserserviceLogins');
    expect(text).not.toContain('Databaseorderservice');
    expect(text).not.toContain('MasterUserSecret');
  });
});

describe('bad input', () => {
  test('fails for a capability that the service does not have, and lists its capabilities', () => {
    const { stack, platform } = platformIn(newApp());
    const workload = Workload.ecsService(fargate(stack, platform.vpc));
    expect(() => platform.service('paymentservice').connect(workload, { capabilities: [Capability.CACHE] })).toThrow(
      "capabilities must be among the capabilities of the service: messaging, got 'cache'. Add the capability to the " +
        'service in the catalogue, or remove it from `capabilities`. (in Shop/Service/PlatformWorkload/paymentservice)',
    );
  });

  test('does not prevent a second, corrected call of `connect`', () => {
    const corrected = (failsFirst: boolean) => {
      const { stack, platform } = platformIn(newApp());
      const workload = Workload.ecsService(fargate(stack, platform.vpc));
      const payments = platform.service('paymentservice');
      if (failsFirst) {
        expect(() => payments.connect(workload, { capabilities: [Capability.CACHE] })).toThrow('capabilities must be');
      }
      payments.connect(workload);
      return Template.fromStack(stack).toJSON();
    };
    expect(corrected(true)).toEqual(corrected(false));
  });

  test('fails for a workload that is connected to another service', () => {
    const { stack, platform } = platformIn(newApp());
    const workload = Workload.ecsService(fargate(stack, platform.vpc));
    platform.service('orderservice').connect(workload);
    expect(() => platform.service('userservice').connect(workload)).toThrow(
      'workload must be a workload of one service, got one that is already connected to orderservice. The settings of ' +
        'two services have the same names: run userservice as a separate workload. (in Shop/Service/PlatformWorkload)',
    );
  });

  test('fails for a workload in another region', () => {
    const app = newApp();
    const { platform } = platformIn(app, { provider: new DevelopmentProvider() });
    const elsewhere = new Stack(app, 'Elsewhere', { env: { ...ENV, region: 'us-east-1' } });
    const role = new iam.Role(elsewhere, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    expect(() => platform.service('userservice').connect(Workload.identity(elsewhere, 'Users', role, []))).toThrow(
      'workload must be a workload in eu-central-1, where the platform is, got one in us-east-1. Deploy the workload in ' +
        "the platform's region. (in Elsewhere/Users/userservice)",
    );
  });

  describe('from another account', () => {
    const elsewhere = (app: App) => new Stack(app, 'Elsewhere', { env: { ...ENV, account: '999999999999' } });

    test.each<[string, (stack: Stack, vpc: ec2.IVpc) => IWorkload, string]>([
      ['a task', (stack) => Workload.ecsTask(taskOf(stack), []), 'Elsewhere/Task'],
      ['an ECS service', (stack, vpc) => Workload.ecsService(fargate(stack, vpc)), 'Elsewhere/Service'],
      ['a function', (stack, vpc) => Workload.lambdaFunction(handler(stack, vpc)), 'Elsewhere/Handler'],
    ])('fails for %s, and names both accounts', (_, create, path) => {
      const app = newApp();
      const { platform } = platformIn(app);
      const workload = create(elsewhere(app), platform.vpc);
      expect(() => platform.service('userservice').connect(workload)).toThrow(
        'workload must be a workload in account 123456789012, where the platform is, got one in account 999999999999. ' +
          `Deploy the workload in the platform's account. (in ${path}/PlatformWorkload/userservice)`,
      );
    });

    test.each<[string, (app: App, stack: Stack) => iam.IRole]>([
      ['that is imported', (_, stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::999999999999:role/Users')],
      ['of another stack', (app) => podRole(elsewhere(app))],
    ])('fails for a role %s, and names both accounts', (_, roleIn) => {
      const app = newApp();
      const { stack, platform } = platformIn(app);
      const users = platform.service('userservice');
      const workload = Workload.identity(stack, 'Users', roleIn(app, stack), users.securityGroups);
      expect(() => users.connect(workload)).toThrow(
        'workload must be a workload whose role is in account 123456789012, where the platform is, got one whose role ' +
          "is in account 999999999999. Use a role of the platform's account, which allows the role of the other " +
          'account to assume it. (in Shop/Users/userservice)',
      );
    });

    test('fails for the execution role of a task, which reads the secrets', () => {
      const { stack, platform } = platformIn(newApp());
      const executionRole = iam.Role.fromRoleArn(stack, 'Execution', 'arn:aws:iam::999999999999:role/Execution');
      const users = platform.service('userservice');
      const workload = Workload.ecsTask(taskOf(stack, 'Task', { executionRole }), users.securityGroups);
      expect(() => users.connect(workload)).toThrow('got one whose role is in account 999999999999.');
    });

    test('accepts a role that is imported from the account of the platform, or whose account is a token', () => {
      const { stack, platform } = platformIn(newApp());
      const users = platform.service('userservice');
      for (const [id, account] of Object.entries({ Same: ENV.account, Unknown: Aws.ACCOUNT_ID })) {
        const role = iam.Role.fromRoleArn(stack, `${id}Role`, `arn:aws:iam::${account}:role/${id}`);
        expect(() => users.connect(Workload.identity(stack, id, role, users.securityGroups))).not.toThrow();
      }
    });
  });

  test.each<[string, (stack: Stack) => ec2.IVpc, (stack: Stack) => ec2.IVpc]>([
    ['the VPC of the service', existingVpc, (stack) => ec2.Vpc.fromVpcAttributes(stack, 'Same', SAME_VPC)],
    ['a VPC whose id is known only at deployment', existingVpc, (stack) => new ec2.Vpc(stack, 'New')],
    [
      "a VPC, when the id of the service's VPC is known only at deployment",
      (stack) => new ec2.Vpc(stack, 'New'),
      existingVpc,
    ],
  ])('accepts a workload in %s', (_, ofService, ofWorkload) => {
    const stack = new Stack(newApp(), 'Shop', { env: ENV });
    const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: ofService(stack) });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc: ofWorkload(stack) });
    expect(() => service.connect(Workload.identity(stack, 'Identity', role, [group]))).not.toThrow();
  });

  test('fails for a workload in another VPC', () => {
    const app = newApp();
    const shared = (scope: Stack, vpcId: string) =>
      ec2.Vpc.fromVpcAttributes(scope, 'Shared', {
        vpcId,
        availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
        privateSubnetIds: ['p1', 'p2', 'p3'],
        privateSubnetRouteTableIds: ['r1', 'r2', 'r3'],
        isolatedSubnetIds: ['i1', 'i2', 'i3'],
        isolatedSubnetRouteTableIds: ['r4', 'r5', 'r6'],
      });
    const stack = new Stack(app, 'Shop', { env: ENV });
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      vpc: shared(stack, 'vpc-1'),
    });
    const other = new Stack(app, 'Other', { env: ENV });
    const service = fargate(other, shared(other, 'vpc-2'));
    expect(() => platform.service('userservice').connect(Workload.ecsService(service))).toThrow(
      'workload must be a workload in vpc-1, where the platform is, got one in vpc-2. Create the workload in the ' +
        "platform's `vpc`. (in Other/Service/PlatformWorkload/userservice)",
    );
  });
});
