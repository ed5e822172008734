import { aws_ec2 as ec2, aws_ecs as ecs, Stack, aws_secretsmanager as secretsmanager, Validations } from 'aws-cdk-lib';
import { type IWorkload, Workload } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';
import { containersOf, functionOf, podRole, taskOf, variablesOf } from '../support/workloads';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-abcdef';

/** Hands a workload a setting, a field of a secret, and a whole secret. */
function handOver(stack: Stack, workload: IWorkload): void {
  const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Login', ARN);
  workload.addSetting('HOST', 'db.example');
  workload.addSecret('PASSWORD', secret, 'password');
  workload.addSecret('LICENCE', secret);
}

/** The actions on the secret in the policies that the CDK writes. */
function reading(stack: Stack): unknown {
  return Object.values(templateOf(stack).findResources('AWS::IAM::Policy')).map(({ Properties }) => [
    Properties.Roles[0].Ref.slice(0, -8),
    Properties.PolicyDocument.Statement,
  ]);
}

const READ = [
  {
    Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    Effect: 'Allow',
    Resource: ARN,
  },
];

function serviceOf(stack: Stack): ecs.FargateService {
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: existingVpc(stack) });
  return new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: taskOf(stack), minHealthyPercent: 50 });
}

describe('a workload of ECS', () => {
  test('hands over by reference one field of a secret, or the whole of it', () => {
    const stack = threeZoneStack();
    handOver(stack, Workload.ecsTask(taskOf(stack), []));
    expect(containersOf(templateOf(stack))).toEqual([
      { environment: { HOST: 'db.example' }, secrets: { PASSWORD: `${ARN}:password::`, LICENCE: ARN } },
    ]);
  });

  test('is the task role, and what the service or its groups connect', () => {
    const stack = threeZoneStack();
    const service = serviceOf(stack);
    const ofService = Workload.ecsService(service);
    expect(ofService.grantPrincipal).toBe(service.taskDefinition.taskRole);
    expect(ofService.connections).toBe(service.connections);
    const other = threeZoneStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(other, 'Group', 'sg-1');
    expect(Workload.ecsTask(taskOf(other), [group]).connections.securityGroups).toEqual([group]);
  });

  test('is one workload, however often it is asked for, and by the name of its container too', () => {
    const stack = threeZoneStack();
    const service = serviceOf(stack);
    const workload = Workload.ecsService(service);
    expect(Workload.ecsService(service)).toBe(workload);
    expect(Workload.ecsService(service, { containerName: 'app' })).toBe(workload);
    expect(workload.node.path).toBe('Test/Service/PlatformWorkload');
  });

  test('of a task is one workload, and takes the container that is named', () => {
    const stack = threeZoneStack();
    const task = taskOf(stack);
    task.addContainer('sidecar', { image: ecs.ContainerImage.fromRegistry('shop/sidecar') });
    const workload = Workload.ecsTask(task, [], { containerName: 'sidecar' });
    expect(Workload.ecsTask(task, [])).toBe(workload);
    handOver(stack, workload);
    expect(containersOf(templateOf(stack))).toEqual([
      { environment: {}, secrets: {} },
      { environment: { HOST: 'db.example' }, secrets: { PASSWORD: `${ARN}:password::`, LICENCE: ARN } },
    ]);
  });

  test('takes the finding on its environment as it is once, and says why', () => {
    const stack = threeZoneStack();
    const task = taskOf(stack);
    const workload = Workload.ecsTask(task, []);
    workload.addSetting('HOST', 'db.example');
    workload.addSetting('PORT', '5433');
    const metadata = task.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(metadata.map(({ data }) => data)).toEqual([
      {
        'annotation::AwsSolutions-ECS2':
          'The environment holds endpoints and names, which are no secrets; secrets are handed over by reference.',
      },
    ]);
  });
});

describe('a function', () => {
  test('gets the ARN of a secret, the field where there is one, and may read the secret', () => {
    const stack = threeZoneStack();
    handOver(stack, Workload.lambdaFunction(functionOf(stack)));
    expect(variablesOf(templateOf(stack))).toEqual({
      HOST: 'db.example',
      PASSWORD_SECRET_ARN: ARN,
      PASSWORD_SECRET_FIELD: 'password',
      LICENCE_SECRET_ARN: ARN,
    });
    expect(reading(stack)).toEqual([['HandlerServiceRole', READ]]);
  });

  test('connects in a VPC as the function does, and without one by no group', () => {
    const stack = threeZoneStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const handler = functionOf(stack, existingVpc(stack), [group]);
    expect(Workload.lambdaFunction(handler).connections).toBe(handler.connections);
    expect(Workload.lambdaFunction(handler).connections.securityGroups).toEqual([group]);
    expect(Workload.lambdaFunction(functionOf(new Stack())).connections.securityGroups).toEqual([]);
  });

  test('is one workload, however often it is asked for', () => {
    const handler = functionOf(threeZoneStack());
    const workload = Workload.lambdaFunction(handler);
    expect(Workload.lambdaFunction(handler)).toBe(workload);
    expect(workload.node.path).toBe('Test/Handler/PlatformWorkload');
    expect(workload.grantPrincipal).toBe(handler.grantPrincipal);
  });
});

describe('an identity', () => {
  test('may read secrets, and takes no setting', () => {
    const stack = threeZoneStack();
    const role = podRole(stack);
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const workload = Workload.identity(stack, 'Identity', role, [group]);
    handOver(stack, workload);
    expect(workload.grantPrincipal).toBe(role);
    expect(workload.connections.securityGroups).toEqual([group]);
    expect(reading(stack)).toEqual([['Pod', READ]]);
    expect(JSON.stringify(templateOf(stack).toJSON())).not.toContain('db.example');
  });
});
