import { aws_ec2 as ec2, aws_ecs as ecs, Stack, aws_secretsmanager as secretsmanager, Validations } from 'aws-cdk-lib';
import { type IWorkload, Workload } from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';
import { containersOf, functionOf, podRole, taskOf, variablesOf } from '../support/workloads';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-abcdef';

/** Passes a setting, a field of a secret, and a whole secret to a workload. */
function passSettings(stack: Stack, workload: IWorkload): void {
  const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Login', ARN);
  workload.addSetting('HOST', 'db.example');
  workload.addSecret('PASSWORD', secret, 'password');
  workload.addSecret('LICENCE', secret);
}

/** The roles and statements of the inline policies that the CDK creates. */
function readStatements(stack: Stack): unknown {
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

describe('an ECS workload', () => {
  test('passes a field of a secret, or the whole secret, by reference', () => {
    const stack = threeZoneStack();
    passSettings(stack, Workload.ecsTask(taskOf(stack), []));
    expect(containersOf(templateOf(stack))).toEqual([
      { environment: { HOST: 'db.example' }, secrets: { PASSWORD: `${ARN}:password::`, LICENCE: ARN } },
    ]);
  });

  test('has the task role and the connections of the service or of its security groups', () => {
    const stack = threeZoneStack();
    const service = serviceOf(stack);
    const ofService = Workload.ecsService(service);
    expect(ofService.grantPrincipal).toBe(service.taskDefinition.taskRole);
    expect(ofService.connections).toBe(service.connections);
    const other = threeZoneStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(other, 'Group', 'sg-1');
    expect(Workload.ecsTask(taskOf(other), [group]).connections.securityGroups).toEqual([group]);
  });

  test('is created only once for a service, with or without the name of its container', () => {
    const stack = threeZoneStack();
    const service = serviceOf(stack);
    const workload = Workload.ecsService(service);
    expect(Workload.ecsService(service)).toBe(workload);
    expect(Workload.ecsService(service, { containerName: 'app' })).toBe(workload);
    expect(workload.node.path).toBe('Test/Service/PlatformWorkload');
  });

  test('is created only once for a task, and uses the container that `containerName` names', () => {
    const stack = threeZoneStack();
    const task = taskOf(stack);
    task.addContainer('sidecar', { image: ecs.ContainerImage.fromRegistry('shop/sidecar') });
    const workload = Workload.ecsTask(task, [], { containerName: 'sidecar' });
    expect(Workload.ecsTask(task, [])).toBe(workload);
    passSettings(stack, workload);
    expect(containersOf(templateOf(stack))).toEqual([
      { environment: {}, secrets: {} },
      { environment: { HOST: 'db.example' }, secrets: { PASSWORD: `${ARN}:password::`, LICENCE: ARN } },
    ]);
  });

  test('acknowledges the finding on its environment once, with a reason', () => {
    const stack = threeZoneStack();
    const task = taskOf(stack);
    const workload = Workload.ecsTask(task, []);
    workload.addSetting('HOST', 'db.example');
    workload.addSetting('PORT', '5433');
    const metadata = task.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(metadata.map(({ data }) => data)).toEqual([
      {
        'annotation::AwsSolutions-ECS2':
          'The environment has only endpoints and names, which are not secret; secrets are passed by reference.',
      },
    ]);
  });
});

describe('a Lambda function', () => {
  test('gets the ARN of a secret and the field if there is one, and may read the secret', () => {
    const stack = threeZoneStack();
    passSettings(stack, Workload.lambdaFunction(functionOf(stack)));
    expect(variablesOf(templateOf(stack))).toEqual({
      HOST: 'db.example',
      PASSWORD_SECRET_ARN: ARN,
      PASSWORD_SECRET_FIELD: 'password',
      LICENCE_SECRET_ARN: ARN,
    });
    expect(readStatements(stack)).toEqual([['HandlerServiceRole', READ]]);
  });

  test('has the connections of the function in a VPC, and no security groups without a VPC', () => {
    const stack = threeZoneStack();
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const handler = functionOf(stack, existingVpc(stack), [group]);
    expect(Workload.lambdaFunction(handler).connections).toBe(handler.connections);
    expect(Workload.lambdaFunction(handler).connections.securityGroups).toEqual([group]);
    expect(Workload.lambdaFunction(functionOf(new Stack())).connections.securityGroups).toEqual([]);
  });

  test('gets only one workload', () => {
    const handler = functionOf(threeZoneStack());
    const workload = Workload.lambdaFunction(handler);
    expect(Workload.lambdaFunction(handler)).toBe(workload);
    expect(workload.node.path).toBe('Test/Handler/PlatformWorkload');
    expect(workload.grantPrincipal).toBe(handler.grantPrincipal);
  });
});

describe('an identity', () => {
  test('may read secrets, and ignores settings', () => {
    const stack = threeZoneStack();
    const role = podRole(stack);
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
    const workload = Workload.identity(stack, 'Identity', role, [group]);
    passSettings(stack, workload);
    expect(workload.grantPrincipal).toBe(role);
    expect(workload.connections.securityGroups).toEqual([group]);
    expect(readStatements(stack)).toEqual([['Pod', READ]]);
    expect(JSON.stringify(templateOf(stack).toJSON())).not.toContain('db.example');
  });
});
