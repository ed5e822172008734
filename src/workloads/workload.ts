import { aws_ec2 as ec2, type aws_ecs as ecs, type aws_iam as iam, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EcsWorkload, type EcsWorkloadProps } from './ecs-workload';
import { IdentityWorkload } from './identity-workload';
import { LambdaWorkload } from './lambda-workload';
import type { IWorkload } from './workload-contract';
import { ECS_SERVICE, ECS_TASK, LAMBDA_FUNCTION, ROLE, requireKind } from './workload-kinds';

/** Which container of an ECS workload takes settings and secrets. */
export interface EcsWorkloadOptions {
  /**
   * The container's name.
   * @default - the task definition's default container: its first essential one
   */
  readonly containerName?: string;
}

/**
 * What runs a service, in the forms that `Microservice.connect` takes.
 *
 * @example
 * import { EcommercePlatform, Workload } from '@org/ecommerce-constructs';
 * import { aws_ecs as ecs } from 'aws-cdk-lib';
 *
 * declare const platform: EcommercePlatform;
 * declare const orders: ecs.FargateService;
 * platform.service('orderservice').connect(Workload.ecsService(orders));
 */
export class Workload {
  /**
   * A service of ECS, on Fargate or EC2.
   *
   * Throws when its task has no container, none of the given name, or another one that is connected already.
   * @param service the service
   * @param options which container
   */
  public static ecsService(service: ecs.BaseService, options: EcsWorkloadOptions = {}): IWorkload {
    requireKind(ECS_SERVICE, 'service', service);
    const { taskDefinition, connections } = service;
    return ecsWorkload(service, { ...options, taskDefinition, connections });
  }

  /**
   * A task of ECS that is run by itself: a scheduled one, or one that a pipeline starts.
   *
   * Throws when the task has no container, none of the given name, or another one that is connected already.
   * @param task the task definition
   * @param securityGroups the groups that the task is run with; a task definition has none of its own
   * @param options which container
   */
  public static ecsTask(
    task: ecs.TaskDefinition,
    securityGroups: ec2.ISecurityGroup[],
    options: EcsWorkloadOptions = {},
  ): IWorkload {
    requireKind(ECS_TASK, 'task', task);
    return ecsWorkload(task, {
      ...options,
      taskDefinition: task,
      connections: new ec2.Connections({ securityGroups }),
    });
  }

  /**
   * A function of Lambda.
   *
   * Of a secret, the environment names the ARN (`..._SECRET_ARN`) and the field (`..._SECRET_FIELD`), for the function to
   * read.
   * @param handler the function
   */
  public static lambdaFunction(handler: lambda.Function): IWorkload {
    requireKind(LAMBDA_FUNCTION, 'handler', handler);
    return existing(handler, LambdaWorkload) ?? new LambdaWorkload(handler, ID, handler);
  }

  /**
   * A role and its security groups, for what the CDK does not run: an instance of EC2, a pod of EKS. What runs under the
   * role reads its settings from the service's parameters.
   * @param scope where the identity is placed
   * @param id its id
   * @param role the role
   * @param securityGroups the groups
   */
  public static identity(
    scope: Construct,
    id: string,
    role: iam.IRole,
    securityGroups: ec2.ISecurityGroup[],
  ): IWorkload {
    requireKind(ROLE, 'role', role);
    return new IdentityWorkload(scope, id, { role, securityGroups });
  }

  private constructor() {}
}

const ID = 'PlatformWorkload';

function ecsWorkload(scope: Construct, props: EcsWorkloadProps): EcsWorkload {
  const workload = existing(scope, EcsWorkload) ?? new EcsWorkload(scope, ID, props);
  workload.requireContainer(props.containerName);
  return workload;
}

/** A workload that was connected before is the same workload. */
function existing<T extends IWorkload>(scope: Construct, type: new (...args: never[]) => T): T | undefined {
  const child = scope.node.tryFindChild(ID);
  return child instanceof type ? child : undefined;
}
