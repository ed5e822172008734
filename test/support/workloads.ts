import { type aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_lambda as lambda, type Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';

/** Creates a task definition with a container named `app`, a task role and an execution role. */
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

/** Creates a function, in the VPC if one is passed. */
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

/** Creates a role that pods on EKS assume. */
export function podRole(stack: Stack, id = 'Pod'): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
}

/** Returns the environment variables and the secrets, by name, of each container of the only task definition. */
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

/** Returns the environment variables of the function whose handler is `index.handler`. */
export function variablesOf(template: Template): unknown {
  const [handler] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.handler' } }),
  );
  return handler.Properties.Environment?.Variables;
}

/** Returns the statements of the customer managed policies of a role. */
export function statementsOf(template: Template, roleId: string): unknown[] {
  return Object.values(template.findResources('AWS::IAM::ManagedPolicy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { readonly Ref?: string }) => Ref === roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}
