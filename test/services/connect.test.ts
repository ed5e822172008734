import { App, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  Capability,
  DevelopmentProvider,
  EcommercePlatform,
  type EcommercePlatformProps,
  Microservice,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { existingVpc } from '../support/stacks';
import { statementsOf } from '../support/workloads';

/** The VPC of `existingVpc`, by another construct. */
const NAMED = { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'] };

const ENV = { account: '123456789012', region: 'eu-central-1' };

function platformIn(app: App, props: Partial<EcommercePlatformProps> = {}) {
  const stack = new Stack(app, 'Shop', { env: ENV });
  return { stack, platform: new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), ...props }) };
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

describe('a service of ECS', () => {
  test("that carries the service's groups needs no rule", () => {
    const app = new App();
    const { stack, platform } = platformIn(app);
    const orders = platform.service('orderservice');
    const before = Object.keys(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress')).length;
    const other = platformIn(new App());
    const again = other.platform.service('orderservice');
    again.connect(Workload.ecsService(fargate(other.stack, other.platform.vpc, again.securityGroups)));
    expect(orders.securityGroups).toHaveLength(3);
    Template.fromStack(other.stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', before);
  });

  test('in another stack leaves the template of the platform as it was, but for exports', () => {
    const alone = Template.fromStack(platformIn(new App()).stack).toJSON();
    const app = new App();
    const { stack, platform } = platformIn(app);
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service('paymentservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
    app.synth();
    expect(Template.fromStack(stack).toJSON().Resources).toEqual(alone.Resources);
    expect(stack.dependencies).toEqual([]);
    expect(workloads.dependencies).toContain(stack);
  });

  test('with a group of its own is let in by rules of its own stack, one for each thing it reaches', () => {
    const app = new App();
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

  test('with a group of its own is connected without a warning', () => {
    const app = new App();
    const { platform } = platformIn(app);
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service('orderservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
    Annotations.fromStack(workloads).hasNoWarning('*', Match.stringLikeRegexp('ipv4IgnoreEgressRule'));
  });

  test("may decrypt with the service's own key, in a policy of its own stack", () => {
    const app = new App();
    const { platform } = platformIn(app);
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service('paymentservice').connect(Workload.ecsService(fargate(workloads, platform.vpc)));
    const template = Template.fromStack(workloads);
    const [execution] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('Execution'));
    const ofPlatform = (id: string) => ({ 'Fn::ImportValue': expect.stringMatching(`^Shop:ExportsOutput.*${id}`) });
    const read = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
    expect(statementsOf(template, execution)).toEqual([
      { Action: read, Effect: 'Allow', Resource: ofPlatform('DatabasepaymentserviceInstance.*MasterUserSecret') },
      { Action: 'kms:Decrypt', Effect: 'Allow', Resource: ofPlatform('DatabasepaymentserviceKey.*Arn') },
      { Action: read, Effect: 'Allow', Resource: ofPlatform('MessagingSecret') },
      { Action: 'kms:Decrypt', Effect: 'Allow', Resource: ofPlatform('PlatformKey.*Arn') },
    ]);
  });

  test('is connected once, however often it is asked for', () => {
    const connected = (times: number) => {
      const app = new App();
      const { stack, platform } = platformIn(app);
      const service = fargate(stack, platform.vpc);
      for (let time = 0; time < times; time++) {
        platform.service('orderservice').connect(Workload.ecsService(service));
      }
      return Template.fromStack(stack).toJSON();
    };
    expect(connected(3)).toEqual(connected(1));
  });

  test('takes a container by name', () => {
    const { stack, platform } = platformIn(new App());
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

test('a task of ECS fails for a second container, which would need its settings a second time', () => {
  const { stack, platform } = platformIn(new App());
  const service = fargate(stack, platform.vpc);
  service.taskDefinition.addContainer('sidecar', { image: ecs.ContainerImage.fromRegistry('shop/sidecar') });
  Workload.ecsService(service);
  expect(() => Workload.ecsService(service, { containerName: 'sidecar' })).toThrow(
    "containerName must be app, by which the task is a workload already, got 'sidecar'. Hand what the second container " +
      'needs over in the task definition, or run it as a task of its own. (in Shop/Service/PlatformWorkload)',
  );
});

describe('no workload is granted a wildcard', () => {
  test.each(ServiceCatalogue.PHASE_TWO.services.map(({ name }) => name))('of %s', (name) => {
    const app = new App();
    const { platform } = platformIn(app, { catalogue: ServiceCatalogue.PHASE_TWO });
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    platform.service(name).connect(Workload.ecsService(fargate(workloads, platform.vpc)));
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

describe('a task of ECS', () => {
  test('is let in by the groups that it is run with', () => {
    const { stack, platform } = platformIn(new App());
    const group = new ec2.SecurityGroup(stack, 'Nightly', { vpc: platform.vpc });
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('shop/nightly') });
    platform.service('paymentservice').connect(Workload.ecsTask(task, [group]));
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: stack.resolve(group.securityGroupId),
      FromPort: 5433,
    });
  });

  test('fails without a container', () => {
    const { stack, platform } = platformIn(new App());
    const task = new ecs.FargateTaskDefinition(stack, 'Task');
    expect(() => Workload.ecsTask(task, platform.service('orderservice').securityGroups)).toThrow(
      'workload must be a task with a container, got a task definition without containers. Add the container to the ' +
        'task definition before you connect it. (in Shop/Task/PlatformWorkload)',
    );
  });

  test('fails for a container that it does not have', () => {
    const { stack, platform } = platformIn(new App());
    const service = fargate(stack, platform.vpc);
    expect(() => Workload.ecsService(service, { containerName: 'web' })).toThrow(
      "containerName must be the name of a container of the task, got 'web'. Add the container to the task definition " +
        'before you connect it. (in Shop/Service/PlatformWorkload)',
    );
  });
});

describe('a function', () => {
  test('fails outside a VPC when what it connects to is in one', () => {
    const { stack, platform } = platformIn(new App());
    const workload = Workload.lambdaFunction(handler(stack));
    expect(() => platform.service('paymentservice').connect(workload)).toThrow(
      "workload must be a workload in the platform's VPC, because what its service uses lies there, got one without a " +
        "VPC. Give the function or the task the platform's `vpc`, and `securityGroups` of the service. (in " +
        'Shop/Handler/PlatformWorkload/paymentservice)',
    );
  });

  test('may stay outside a VPC when all that it connects to has no address', () => {
    const { stack, platform } = platformIn(new App(), { catalogue: ServiceCatalogue.PHASE_TWO });
    const workload = Workload.lambdaFunction(handler(stack));
    expect(() => platform.service('inventoryservice').connect(workload, { capabilities: [] })).not.toThrow();
  });
});

test('a service that may use search is let in to the index of its own name alone', () => {
  const app = new App();
  const { platform } = platformIn(app);
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
  test('may read the secrets and the parameters of its service, and no other', () => {
    const { stack, platform } = platformIn(new App());
    const role = new iam.Role(stack, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    const users = platform.service('userservice');
    users.connect(Workload.identity(stack, 'Users', role, users.securityGroups));
    const [policy] = Object.values(
      Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy', {
        Properties: { Roles: [{ Ref: stack.resolve(role.roleName).Ref }] },
      }),
    );
    const text = JSON.stringify(policy.Properties.PolicyDocument);
    expect(text).toContain(':parameter/production/userservice/settings/DATABASE_HOST');
    expect(text).toContain(':parameter/production/userservice/secrets/DATABASE_PASSWORD');
    expect(text).not.toContain(':parameter/production/orderservice');
    expect(text).toContain('DatabaseuserserviceInstance');
    expect(text).not.toContain('DatabaseorderserviceInstance');
  });
});

describe('bad input', () => {
  test('fails for a capability that the service was not given, naming those that it was', () => {
    const { stack, platform } = platformIn(new App());
    const workload = Workload.ecsService(fargate(stack, platform.vpc));
    expect(() => platform.service('paymentservice').connect(workload, { capabilities: [Capability.CACHE] })).toThrow(
      "capabilities must be among those that the service was given: messaging, got 'cache'. Give the service the " +
        'capability in the catalogue, or do not ask for it. (in Shop/Service/PlatformWorkload/paymentservice)',
    );
  });

  test('fails for a workload that is connected to another service', () => {
    const { stack, platform } = platformIn(new App());
    const workload = Workload.ecsService(fargate(stack, platform.vpc));
    platform.service('orderservice').connect(workload);
    expect(() => platform.service('userservice').connect(workload)).toThrow(
      "workload must be a workload of one service, got one that is connected to orderservice. Two services' settings " +
        'have the same names: run userservice as a workload of its own. (in Shop/Service/PlatformWorkload)',
    );
  });

  test('fails for a workload in another region', () => {
    const app = new App();
    const { platform } = platformIn(app, { provider: new DevelopmentProvider() });
    const elsewhere = new Stack(app, 'Elsewhere', { env: { ...ENV, region: 'us-east-1' } });
    const role = new iam.Role(elsewhere, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    expect(() => platform.service('userservice').connect(Workload.identity(elsewhere, 'Users', role, []))).toThrow(
      'workload must be a workload in eu-central-1, where the platform is, got one in us-east-1. Deploy the workload in ' +
        'the region of the platform. (in Elsewhere/Users/userservice)',
    );
  });

  test.each<[string, (stack: Stack) => ec2.IVpc, (stack: Stack) => ec2.IVpc]>([
    ['the VPC of the service', existingVpc, (stack) => ec2.Vpc.fromVpcAttributes(stack, 'Same', NAMED)],
    ['a VPC that is named at deployment', existingVpc, (stack) => new ec2.Vpc(stack, 'New')],
    ['a VPC, where that of the service is named at deployment', (stack) => new ec2.Vpc(stack, 'New'), existingVpc],
  ])('does not fail for a workload in %s', (_, ofService, ofWorkload) => {
    const stack = new Stack(new App(), 'Shop', { env: ENV });
    const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: ofService(stack) });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc: ofWorkload(stack) });
    expect(() => service.connect(Workload.identity(stack, 'Identity', role, [group]))).not.toThrow();
  });

  test('fails for a workload in another VPC', () => {
    const app = new App();
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
      'workload must be a workload in vpc-1, where the platform is, got one in vpc-2. Place the workload in the ' +
        "platform's `vpc`. (in Other/Service/PlatformWorkload/userservice)",
    );
  });
});
