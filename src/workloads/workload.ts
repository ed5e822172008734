import {
  type Duration,
  aws_ec2 as ec2,
  type aws_ecs as ecs,
  type aws_iam as iam,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createChild } from '../private/create-child';
import { EcsWorkload, type EcsWorkloadProps } from './ecs-workload';
import { IdentityWorkload } from './identity-workload';
import { LambdaWorkload } from './lambda-workload';
import type { SecretDelivery } from './secret-delivery';
import type { IWorkload } from './workload-contract';
import { ECS_SERVICE, ECS_TASK, LAMBDA_FUNCTION, ROLE, requireKind } from './workload-kinds';

/**
 * Options of an ECS workload.
 *
 * @example
 * import { EcommercePlatform, Workload } from '@org/ecommerce-constructs';
 * import { aws_ecs as ecs, Duration } from 'aws-cdk-lib';
 *
 * // The passwords of the platform are rotated every 30 days.
 * declare const platform: EcommercePlatform;
 * declare const payments: ecs.FargateService;
 * const workload = Workload.ecsService(payments, { restartEvery: Duration.days(15) });
 * platform.service('paymentservice').connect(workload);
 */
export interface EcsWorkloadOptions {
  /**
   * The name of the container that gets the settings and secrets: the one that runs the service.
   * @default - the only container of the task, or its only essential one; the log router of FireLens does not count
   */
  readonly containerName?: string;
  /**
   * How the container gets secrets: their values when the task starts, or references with which the code reads them.
   *
   * Changing it changes the names of environment variables, and starts the tasks again. It does not change data.
   * @default SecretDelivery.VALUE - the frameworks that services use read a user name and a password from their
   * configuration, and need no code for it
   */
  readonly secrets?: SecretDelivery;
  /**
   * The interval at which the tasks of an ECS service are replaced, so that they get the current values of secrets: a whole
   * number of minutes, in one unit as EventBridge Scheduler takes it. Scheduler starts a deployment of the same task definition,
   * in which ECS replaces the tasks one after another. The first time can be as soon as the schedule exists.
   *
   * The library rotates a password so that the one before it is valid too: a task can connect for one whole interval after
   * it started. Set it to about half of the `rotationInterval` of the environment, for example 15 days for 30, unless you
   * deploy the service more often, or its code reads the secret at `DATABASE_SECRET_ARN` again when a login is refused. It must
   * be more than a day shorter than the rotation interval, because Secrets Manager rotates at any time of a day.
   *
   * A container that gets no values, for example with `Authentication.IAM`, is not restarted. With `sharedLogins`, the
   * password of a master is not valid after its rotation: a restart then only shortens the time in which logins are refused.
   *
   * An error at synthesis if it is not a whole number of minutes, is too long for a secret, or belongs to a task without a
   * service, to a service with another deployment controller than ECS, or to `SecretDelivery.REFERENCE`, which needs none.
   * @default - the tasks are not replaced: the library stops no task of a service by itself
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
   */
  readonly restartEvery?: Duration;
}

/**
 * The factories of workloads, which `Microservice.connect` accepts.
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
   * Creates a workload for an ECS service, on Fargate or EC2.
   *
   * A service in network mode bridge or host uses the security groups of its instances. If you create the service after
   * `cluster.addCapacity`, it has them. Otherwise, pass them to `service.connections.addSecurityGroup` before `connect`.
   *
   * Throws when `service` is not an ECS service that the app creates, and when its task has no container, has none of the
   * given name, has several although no name is given, or is already connected through another container; when `restartEvery`
   * is invalid; and when an earlier call had other options. Synthesis fails when the task gets several containers later and no
   * name is given. `connect` fails when `restartEvery` is too long for a secret of the service.
   * @param service the ECS service
   * @param options the container that gets the settings, and how it gets secrets
   */
  public static ecsService(service: ecs.BaseService, options: EcsWorkloadOptions = {}): IWorkload {
    requireKind(ECS_SERVICE, 'service', service);
    const { taskDefinition, connections } = service;
    return ecsWorkload(service, { ...options, service, taskDefinition, connections });
  }

  /**
   * Creates a workload for an ECS task that runs without a service: on a schedule, or started by a pipeline.
   *
   * Throws when `task` is not a task definition that the app creates, and when the task has no container, has none of the
   * given name, has several although no name is given, or is already connected through another container; when
   * `restartEvery` is set; and when an earlier call had other options. Synthesis fails when the task gets several containers
   * later and no name is given.
   * @param task the task definition
   * @param securityGroups the security groups that the task runs with, in network mode bridge or host those of the
   * instances; a task definition does not name any
   * @param options the container that gets the settings, and how it gets secrets
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
   * Creates a workload for a Lambda function.
   *
   * For each secret, the function gets two environment variables, the ARN (`..._SECRET_ARN`) and the field
   * (`..._SECRET_FIELD`), and reads the secret with them.
   *
   * Throws when `handler` is not a function that the app creates.
   * @param handler the function
   */
  public static lambdaFunction(handler: lambda.Function): IWorkload {
    requireKind(LAMBDA_FUNCTION, 'handler', handler);
    return findWorkload(handler, LambdaWorkload) ?? new LambdaWorkload(handler, ID, handler);
  }

  /**
   * Creates a workload for a role and its security groups, for code that the CDK does not deploy: on an EC2 instance or in
   * an EKS pod. The code reads its settings from the parameter with the service's connection.
   *
   * Throws when `role` is not an IAM role.
   * @param scope the parent construct
   * @param id the construct id
   * @param role the role that the code runs under
   * @param securityGroups the security groups of the instance or the pod
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
  const workload = findWorkload(scope, EcsWorkload) ?? createChild(scope, ID, () => new EcsWorkload(scope, ID, props));
  workload.requireContainer(props.containerName);
  workload.requireSecrets(props);
  return workload;
}

/** The workload of a construct, if a factory has already created it. */
function findWorkload<T extends IWorkload>(scope: Construct, type: new (...args: never[]) => T): T | undefined {
  const child = scope.node.tryFindChild(ID);
  return child instanceof type ? child : undefined;
}
