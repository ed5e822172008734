import {
  type aws_ec2 as ec2,
  aws_ecs as ecs,
  type aws_iam as iam,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { allow, decrypt } from '../private/permissions';
import { refuse } from '../private/validation';
import type { IWorkload } from './workload-contract';

/** What an ECS workload is made of. */
export interface EcsWorkloadProps {
  readonly taskDefinition: ecs.TaskDefinition;
  readonly connections: ec2.Connections;
  readonly containerName?: string;
}

/** A container of an ECS task: settings become its environment, secrets its `secrets`, which ECS resolves at start. */
export class EcsWorkload extends Construct implements IWorkload {
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;
  private readonly container: ecs.ContainerDefinition;
  private readonly executionRole: iam.IRole;

  constructor(scope: Construct, id: string, props: EcsWorkloadProps) {
    super(scope, id);
    this.connections = props.connections;
    this.grantPrincipal = props.taskDefinition.taskRole;
    this.container = this.findContainer(props);
    this.executionRole = props.taskDefinition.obtainExecutionRole();
  }

  public addSetting(name: string, value: string): void {
    this.container.addEnvironment(name, value);
  }

  public addSecret(name: string, secret: secretsmanager.ISecret, field?: string): void {
    this.container.addSecret(name, ecs.Secret.fromSecretsManager(secret, field));
    if (secret.encryptionKey) {
      // The CDK asks this of the key's own policy, which an imported key does not have.
      allow(this.executionRole, [decrypt(secret.encryptionKey)]);
    }
  }

  /** Refuses another container than the one that takes the settings: a task is connected through one. */
  public requireContainer(containerName?: string): void {
    const own = this.container.containerName;
    if (containerName !== undefined && containerName !== own) {
      throw refuse(this, {
        prop: 'containerName',
        got: containerName,
        allowed: `${own}, by which the task is a workload already`,
        fix: 'Hand what the second container needs over in the task definition, or run it as a task of its own.',
      });
    }
  }

  private findContainer({ taskDefinition, containerName }: EcsWorkloadProps): ecs.ContainerDefinition {
    const container =
      containerName === undefined ? taskDefinition.defaultContainer : taskDefinition.findContainer(containerName);
    if (!container) {
      throw refuse(this, {
        prop: containerName === undefined ? 'workload' : 'containerName',
        got: containerName ?? 'a task definition without containers',
        allowed: containerName === undefined ? 'a task with a container' : 'the name of a container of the task',
        fix: 'Add the container to the task definition before you connect it.',
      });
    }
    return container;
  }
}
