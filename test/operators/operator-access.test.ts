import { App, CfnParameter, aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  LocalStackProvider,
  OperatorAccess,
  type OperatorAccessProps,
  type OperatorTarget,
} from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const provider = new LocalStackProvider();

function targetIn(stack: Stack, props: Partial<OperatorTarget> = {}): OperatorTarget {
  const id = `Clients-${props.name ?? 'reports'}`;
  const group = ec2.SecurityGroup.fromSecurityGroupId(stack, id, 'sg-1', { mutable: false });
  return { name: 'reports', host: 'reports.example.org', port: 5432, securityGroups: [group], ...props };
}

function accessIn(stack: Stack, props: Partial<OperatorAccessProps> = {}): OperatorAccess {
  const vpc = props.vpc ?? existingVpc(stack);
  const targets = props.targets ?? [targetIn(stack)];
  return new OperatorAccess(stack, 'Access', { provider, environmentName: 'test', ...props, vpc, targets });
}

function created(props: Partial<OperatorAccessProps> = {}): Template {
  const stack = threeZoneStack();
  accessIn(stack, props);
  return templateOf(stack);
}

const ARN = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${rest}`]] });
const PLACE = 'eu-central-1:123456789012';

describe('the task of a target', () => {
  test('does not run until a person starts it', () => {
    created().hasResourceProperties('AWS::ECS::Service', {
      ServiceName: 'reports',
      DesiredCount: 0,
      EnableExecuteCommand: true,
      LaunchType: 'FARGATE',
      DeploymentConfiguration: Match.objectLike({ MinimumHealthyPercent: 0, MaximumPercent: 100 }),
    });
  });

  test('is in private subnets, with the groups of the target and no others', () => {
    const template = created();
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          SecurityGroups: ['sg-1'],
          Subnets: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'],
        },
      },
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('waits as a user without rights, and has neither settings nor secrets', () => {
    const { Properties } = onlyResource(created(), 'AWS::ECS::TaskDefinition');
    expect(Properties.ContainerDefinitions).toEqual([
      {
        Name: 'access',
        Image: 'public.ecr.aws/amazonlinux/amazonlinux:2023-minimal',
        Command: ['sleep', 'infinity'],
        User: '65534',
        Essential: true,
        LinuxParameters: expect.objectContaining({ InitProcessEnabled: true }),
        LogConfiguration: expect.objectContaining({ LogDriver: 'awslogs' }),
      },
    ]);
  });

  test('runs the image of the props', () => {
    const image = ecs.ContainerImage.fromRegistry('123456789012.dkr.ecr.eu-central-1.amazonaws.com/tools:1');
    created({ image }).hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ Image: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/tools:1' })],
    });
  });

  test('may use the channels of Session Manager and its log group alone', () => {
    const template = created();
    const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
    const actions = policies
      .filter(([id]) => id.includes('Role'))
      .flatMap(([, { Properties }]) =>
        Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
      );
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect([...new Set(actions)].sort()).toEqual([
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      'ssmmessages:CreateControlChannel',
      'ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel',
      'ssmmessages:OpenDataChannel',
    ]);
  });

  test('has a cluster of its own, which records the shells of administrators', () => {
    created().hasResourceProperties('AWS::ECS::Cluster', {
      ClusterName: 'test-access-reports',
      Configuration: {
        ExecuteCommandConfiguration: {
          Logging: 'OVERRIDE',
          LogConfiguration: {
            CloudWatchLogGroupName: { Ref: Match.stringLikeRegexp('^AccessLogs') },
            CloudWatchEncryptionEnabled: false,
          },
        },
      },
    });
  });

  test('has names without dots where ECS accepts none', () => {
    const template = created({ environmentName: 'eu.test' });
    template.hasResourceProperties('AWS::ECS::Cluster', { ClusterName: 'eu_test-access-reports' });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', { Family: 'eu_test-access-reports' });
    template.hasResourceProperties('AWS::SSM::Document', { Name: 'eu.test-access-reports' });
  });
});

describe('the logs', () => {
  test('are encrypted with the key', () => {
    const stack = threeZoneStack();
    accessIn(stack, { encryptionKey: new kms.Key(stack, 'Key') });
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } });
    template.hasResourceProperties('AWS::ECS::Cluster', {
      Configuration: { ExecuteCommandConfiguration: { LogConfiguration: { CloudWatchEncryptionEnabled: true } } },
    });
  });

  test('are retained as long as the environment says', () => {
    created({ provider: new AWSProvider() }).hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 365 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });
});

describe('the session document', () => {
  test('pins the host and the port, and takes the local port alone', () => {
    const { Properties } = onlyResource(created(), 'AWS::SSM::Document');
    expect(Properties).toMatchObject({
      Name: 'test-access-reports',
      DocumentType: 'Session',
      UpdateMethod: 'NewVersion',
      Content: {
        schemaVersion: '1.0',
        sessionType: 'Port',
        parameters: { localPortNumber: { type: 'String', default: '0' } },
        properties: {
          type: 'LocalPortForwarding',
          host: 'reports.example.org',
          portNumber: '5432',
          localPortNumber: '{{ localPortNumber }}',
        },
      },
    });
    expect(JSON.stringify(Properties.Content).match(/\{\{[^}]*\}\}/g)).toEqual(['{{ localPortNumber }}']);
  });

  test.each([
    ['0', true],
    ['8080', true],
    ['65535', true],
    ['65536', false],
    ['5432; id', false],
    ['', false],
  ])('takes the local port %p: %p', (port, isTaken) => {
    const { Content } = onlyResource(created(), 'AWS::SSM::Document').Properties;
    const { allowedPattern } = JSON.parse(JSON.stringify(Content)).parameters.localPortNumber;
    expect(new RegExp(allowedPattern).test(port)).toBe(isTaken);
  });
});

test('the parameter of a target says how to connect', () => {
  const { Properties } = onlyResource(created(), 'AWS::SSM::Parameter');
  expect(Properties).toMatchObject({ Name: '/test/_platform/access/reports', Type: 'String' });
  expect(JSON.parse(String(Properties.Value))).toEqual({
    cluster: 'test-access-reports',
    service: 'reports',
    document: 'test-access-reports',
    host: 'reports.example.org',
    port: '5432',
  });
});

describe('the policy of a target', () => {
  const statements = (template: Template, type = 'AWS::IAM::ManagedPolicy') =>
    JSON.parse(
      JSON.stringify(Object.entries(template.findResources(type)).find(([id]) => !/TaskRole|ExecutionRole/.test(id))),
    )[1].Properties.PolicyDocument.Statement;
  const service = ARN(`ecs:${PLACE}:service/test-access-reports/reports`);
  const tasks = ARN(`ecs:${PLACE}:task/test-access-reports/*`);
  const WHOLE = [
    { Action: 'ssm:GetParameter', Resource: ARN(`ssm:${PLACE}:parameter/test/_platform/access/reports`) },
    { Action: 'ecs:DescribeServices', Resource: service },
    {
      Action: 'ecs:UpdateService',
      Resource: service,
      Condition: {
        ArnLikeIfExists: { 'ecs:task-definition': ARN(`ecs:${PLACE}:task-definition/test-access-reports:*`) },
      },
    },
    { Action: 'ecs:DescribeTasks', Resource: tasks },
    {
      Action: 'ecs:ListTasks',
      Resource: '*',
      Condition: { ArnEquals: { 'ecs:cluster': ARN(`ecs:${PLACE}:cluster/test-access-reports`) } },
    },
    {
      Action: 'ssm:StartSession',
      Resource: [tasks, ARN(`ssm:${PLACE}:document/test-access-reports`)],
      Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
    },
    {
      Action: ['ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel'],
      Resource: ['userid', 'username'].map((person) => ARN(`ssm:${PLACE}:session/\${aws:${person}}-*`)),
    },
  ];

  test('allows what a person needs to connect to it, and nothing else', () => {
    const template = created();
    expect(statements(template)).toEqual(
      WHOLE.map((statement) => ({ Effect: 'Allow', Sid: expect.any(String), ...statement })),
    );
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      ManagedPolicyName: 'test-access-reports-eu-central-1',
    });
  });

  test('demands a second factor in each statement if the props do', () => {
    for (const { Condition } of statements(created({ requireMfa: true }))) {
      expect(Condition.Bool).toEqual({ 'aws:MultiFactorAuthPresent': 'true' });
    }
  });

  test('is granted to a role in its own stack, which refers to no other', () => {
    const app = new App();
    const env = { account: '123456789012', region: 'eu-central-1' };
    const access = accessIn(new Stack(app, 'Test', { env }));
    const people = new Stack(app, 'People', { env });
    const role = new iam.Role(people, 'OnCall', { assumedBy: new iam.AccountRootPrincipal() });
    const grant = access.grantConnect('reports', role);
    expect(grant.success).toBe(true);
    const template = Template.fromStack(people);
    expect(statements(template, 'AWS::IAM::Policy')).toEqual(
      WHOLE.map((statement) => ({ Effect: 'Allow', ...statement })),
    );
    expect(JSON.stringify(template.toJSON())).not.toContain('ImportValue');
    expect(people.dependencies).toEqual([]);
  });

  test('is refused for an unknown target with those that there are', () => {
    const stack = threeZoneStack();
    const access = accessIn(stack, { targets: ['a', 'b'].map((name) => targetIn(stack, { name })) });
    expect(access.targets).toEqual(['a', 'b']);
    expect(() => access.policy('reports')).toThrow(
      "target must be one of a, b, got 'reports'. Add it to `targets`, or correct the name. (in Test/Access)",
    );
  });
});

describe('bad input', () => {
  const refusal = (props: (stack: Stack) => Partial<OperatorAccessProps>) => () => {
    const stack = threeZoneStack();
    accessIn(stack, props(stack));
  };

  test.each([
    [[], 'targets must be a list of 1 to 45 targets, got an empty list'],
    [Array.from({ length: 46 }, (_, i) => `t${i}`), 'targets must be a list of 1 to 45 targets, got 46 targets'],
    [['a', 'a'], "targets must be unique, got 'a, a'"],
    [['Reports'], 'targets.name must be up to 63 lower-case letters'],
    [[`a${'b'.repeat(63)}`], 'targets.name must be up to 63 lower-case letters'],
  ])('of names %p is refused', (names, message) => {
    const targets = (stack: Stack) => names.map((name, i) => ({ ...targetIn(stack, { name: `x${i}` }), name }));
    expect(refusal((stack) => ({ targets: targets(stack) }))).toThrow(message);
  });

  test('of a name that is too long together with that of the environment is refused', () => {
    const targets = (stack: Stack) => [targetIn(stack, { name: 'a'.repeat(51) })];
    const environmentName = 'e'.repeat(50);
    expect(refusal((stack) => ({ environmentName, targets: targets(stack) }))).toThrow(
      'targets.name must be at most 100 characters together with the name of the environment',
    );
    expect(refusal((stack) => ({ environmentName: environmentName.slice(1), targets: targets(stack) }))).not.toThrow();
  });

  test.each([0, 65536, 1.5])('of port %p is refused', (port) => {
    expect(refusal((stack) => ({ targets: [targetIn(stack, { port })] }))).toThrow(
      `targets.port must be a whole number from 1 to 65535, got ${port}`,
    );
  });

  test.each([0, 6])('of %p security groups is refused', (count) => {
    const securityGroups = (stack: Stack) => Array(count).fill(targetIn(stack).securityGroups[0]);
    expect(
      refusal((stack) => ({ targets: [targetIn(stack, { name: 'x', securityGroups: securityGroups(stack) })] })),
    ).toThrow(`targets.securityGroups must be 1 to 5 groups, got ${count}`);
  });

  test.each(['', 'aws-test', 'a/b', 'a'.repeat(65)])('of environment name %p is refused', (environmentName) => {
    expect(refusal(() => ({ environmentName }))).toThrow('environmentName must be 1 to 64 letters');
  });

  test('of a VPC without private subnets is refused', () => {
    const vpc = (stack: Stack) =>
      ec2.Vpc.fromVpcAttributes(stack, 'Isolated', {
        vpcId: 'vpc-2',
        availabilityZones: ['eu-central-1a'],
        isolatedSubnetIds: ['subnet-1'],
      });
    expect(refusal((stack) => ({ vpc: vpc(stack) }))).toThrow('vpc must be a network with private subnets');
  });

  test('of tokens passes where only the deployment knows the value', () => {
    const stack = threeZoneStack();
    const host = new CfnParameter(stack, 'Host').valueAsString;
    const port = new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
    accessIn(stack, { targets: [targetIn(stack, { host, port })] });
    templateOf(stack).hasResourceProperties('AWS::SSM::Document', {
      Content: { properties: { host: { Ref: 'Host' }, portNumber: { Ref: 'Port' } } },
    });
  });
});

describe('a network of the app', () => {
  const image = ecs.ContainerImage.fromRegistry('123456789012.dkr.ecr.eu-central-1.amazonaws.com/access');
  const warnings = (
    natGateways: number,
    endpoints: ec2.InterfaceVpcEndpointAwsService[] = [],
    props: Partial<OperatorAccessProps> = { image },
  ) => {
    const stack = threeZoneStack();
    const subnetConfiguration = [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    ];
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways, subnetConfiguration });
    for (const service of endpoints) {
      vpc.addInterfaceEndpoint(service.shortName, { service });
    }
    accessIn(stack, { vpc, ...props });
    return Annotations.fromStack(stack)
      .findWarning('*', Match.stringLikeRegexp('operators connect'))
      .map(({ entry }) => String(entry.data));
  };
  const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SSM_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;

  test('without a way to Session Manager causes a warning that names what is missing', () => {
    expect(warnings(0, [ECR, ECR_DOCKER])).toEqual([
      expect.stringContaining('The network has no NAT gateway, and no endpoint for logs, ssmmessages.'),
    ]);
  });

  test('with the endpoints alone causes a warning if the image is the public one', () => {
    expect(warnings(0, [ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SSM_MESSAGES], {})).toEqual([
      expect.stringContaining('The network has no NAT gateway, and no way to the public image.'),
    ]);
  });

  test.each([
    ['a NAT gateway', 1, []],
    ['the endpoints', 0, [ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SSM_MESSAGES]],
  ])('with %s causes none', (_, natGateways, endpoints) => {
    expect(warnings(natGateways, endpoints)).toEqual([]);
  });
});
