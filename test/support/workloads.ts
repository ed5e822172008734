import { type aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_lambda as lambda, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';

/** A task with a container of the name `app`, and both of its roles. */
export function taskOf(
  stack: Stack,
  id = 'Task',
  props: ecs.FargateTaskDefinitionProps = {},
): ecs.FargateTaskDefinition {
  const task = new ecs.FargateTaskDefinition(stack, id, props);
  task.addContainer('app', { image: ecs.ContainerImage.fromRegistry('shop/app') });
  task.obtainExecutionRole();
  return task;
}

/** A function, in the VPC where one is given. */
export function functionOf(
  stack: Stack,
  vpc?: ec2.IVpc,
  securityGroups?: ec2.ISecurityGroup[],
  id = 'Handler',
): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    vpc,
    securityGroups,
  });
}

/** The role of a pod. */
export function podRole(stack: Stack, id = 'Pod'): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
}

/** The environment and the secrets of each container of the one task, by name. */
export function containersOf(template: Template): Array<{ environment: unknown; secrets: unknown }> {
  const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
  const containers: Container[] = task.Properties.ContainerDefinitions;
  return containers.map(({ Environment = [], Secrets = [] }) => ({
    environment: Object.fromEntries(Environment.map(({ Name, Value }) => [Name, Value])),
    secrets: Object.fromEntries(Secrets.map(({ Name, ValueFrom }) => [Name, ValueFrom])),
  }));
}

interface Container {
  readonly Environment?: ReadonlyArray<{ readonly Name: string; readonly Value: unknown }>;
  readonly Secrets?: ReadonlyArray<{ readonly Name: string; readonly ValueFrom: unknown }>;
}

/** The variables of the function whose handler is `index.handler`. */
export function variablesOf(template: Template): unknown {
  const [handler] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.handler' } }),
  );
  return handler.Properties.Environment?.Variables;
}

/** The statements of the customer managed policies of a role. */
export function statementsOf(template: Template, roleId: string): unknown[] {
  return Object.values(template.findResources('AWS::IAM::ManagedPolicy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { readonly Ref?: string }) => Ref === roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}
