import {
  type aws_ec2 as ec2,
  aws_ecs as ecs,
  type aws_iam as iam,
  type aws_logs as logs,
  Stack,
  aws_ssm as ssm,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge, skipInCheckov } from '../private/acknowledge';
import { cfnResource } from '../private/cfn-resource';
import { OPERATOR_TASK } from '../providers/operator-task';
import { connectStatements, type TargetNames } from './connect-statements';
import type { OperatorTarget, OperatorTaskOptions } from './operator-access-options';
import { createPolicy, createRole, taskStatements, writeLogs } from './roles';
import { createSessionDocument } from './session-document';

/** Props of `TargetAccess`. */
export interface TargetAccessProps extends OperatorTaskOptions {
  readonly environmentName: string;
  readonly vpc: ec2.IVpc;
  readonly target: OperatorTarget;
  /** The log group of the task, and of shells that administrators open in it. */
  readonly logGroup: logs.ILogGroup;
  /** Whether a key of AWS KMS encrypts the log group. */
  readonly isEncrypted: boolean;
}

/** The way to one target: a task that does not run until a person starts it, and what that person may do. */
export class TargetAccess extends Construct {
  /** The groups that the task has, which `ServiceIsolationValidator` compares with the templates. */
  public readonly securityGroups: readonly ec2.ISecurityGroup[];
  public readonly policy: iam.ManagedPolicy;
  private readonly names: TargetNames;
  private readonly requireMfa: boolean;

  constructor(scope: Construct, id: string, props: TargetAccessProps) {
    super(scope, id);
    const { environmentName, target, requireMfa = false } = props;
    this.securityGroups = target.securityGroups;
    this.requireMfa = requireMfa;
    const name = `${environmentName}-access-${target.name}`;
    const withoutDots = name.replaceAll('.', '_'); // ECS accepts none
    this.names = {
      cluster: withoutDots,
      service: target.name,
      family: withoutDots,
      document: name,
      parameter: `/${environmentName}/_platform/access/${target.name}`,
    };
    this.createService(this.createCluster(props), this.createTask(props), props);
    const { host } = target;
    const port = String(target.port);
    createSessionDocument(this, 'Document', { name, host, port });
    const { cluster, service, document, parameter } = this.names;
    new ssm.CfnParameter(this, 'Parameter', {
      name: parameter,
      description: `How operators connect to ${target.name}`,
      type: 'String',
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
      value: Stack.of(this).toJsonString({ cluster, service, document, host, port }),
    });
    this.policy = createPolicy(this, 'Policy', {
      managedPolicyName: `${name}-${Stack.of(this).region}`, // IAM has no regions
      description: `Allows a person to connect to ${target.name}`,
      statements: this.statements(this),
    });
  }

  /** What a person needs to connect. */
  public statements(scope: Construct): iam.PolicyStatement[] {
    return connectStatements(scope, this.names, this.requireMfa);
  }

  private createCluster({ vpc, logGroup, isEncrypted }: TargetAccessProps): ecs.Cluster {
    const cluster = new ecs.Cluster(this, 'Cluster', {
      clusterName: this.names.cluster,
      vpc,
      executeCommandConfiguration: {
        logging: ecs.ExecuteCommandLogging.OVERRIDE,
        logConfiguration: { cloudWatchLogGroup: logGroup, cloudWatchEncryptionEnabled: isEncrypted },
      },
    });
    acknowledge(cluster, { id: 'AwsSolutions-ECS4', reason: WITHOUT_INSIGHTS });
    skipInCheckov(cfnResource(cluster, ecs.CfnCluster), { id: 'CKV_AWS_65', reason: WITHOUT_INSIGHTS });
    return cluster;
  }

  private createTask({ image, logGroup }: TargetAccessProps): ecs.FargateTaskDefinition {
    const { cpu, memoryLimitMiB, user } = OPERATOR_TASK;
    const task = new ecs.FargateTaskDefinition(this, 'Task', {
      ...{ family: this.names.family, cpu, memoryLimitMiB },
      taskRole: createRole(this, 'TaskRole', taskStatements(logGroup)).withoutPolicyUpdates(),
      // The CDK adds a permission to it if an image of the props is in a repository of the account.
      executionRole: createRole(this, 'ExecutionRole', [writeLogs(logGroup)]),
    });
    task.addContainer('access', {
      image: image ?? ecs.ContainerImage.fromRegistry(OPERATOR_TASK.image),
      command: ['sleep', 'infinity'],
      user,
      linuxParameters: new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true }), // so that the task stops at once
      // The driver of the CDK would write an inline policy, which security controls reject.
      logging: new ecs.GenericLogDriver({
        logDriver: 'awslogs',
        options: {
          'awslogs-group': logGroup.logGroupName,
          'awslogs-region': Stack.of(this).region,
          'awslogs-stream-prefix': this.names.service,
        },
      }),
    });
    skipInCheckov(cfnResource(task, ecs.CfnTaskDefinition), { id: 'CKV_AWS_336', reason: WRITABLE });
    return task;
  }

  private createService(
    cluster: ecs.Cluster,
    taskDefinition: ecs.FargateTaskDefinition,
    { vpc, target }: TargetAccessProps,
  ): void {
    new ecs.FargateService(this, 'Service', {
      serviceName: this.names.service,
      cluster,
      taskDefinition,
      desiredCount: 0,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      circuitBreaker: { enable: true },
      enableExecuteCommand: true,
      assignPublicIp: false,
      securityGroups: target.securityGroups,
      vpcSubnets: { subnets: vpc.privateSubnets },
    });
  }
}

const WITHOUT_INSIGHTS = 'The cluster runs one task, for as long as a person is connected.';
const WRITABLE = 'The agent of Session Manager, which ECS starts in the container, writes to its file system.';
