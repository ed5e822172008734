import {
  type aws_ec2 as ec2,
  aws_ecs as ecs,
  type aws_iam as iam,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Acknowledgement } from '../private/acknowledge';
import { acknowledgeAtSynthesis } from '../private/acknowledge';
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
  private readonly taskDefinition: ecs.TaskDefinition;
  private readonly container: ecs.ContainerDefinition;
  private readonly settings: string[] = [];

  constructor(scope: Construct, id: string, props: EcsWorkloadProps) {
    super(scope, id);
    this.connections = props.connections;
    this.grantPrincipal = props.taskDefinition.taskRole;
    this.taskDefinition = props.taskDefinition;
    this.container = this.findContainer(props);
  }

  public addSetting(name: string, value: string): void {
    this.container.addEnvironment(name, value);
    this.settings.push(name);
    if (this.settings.length === 1) {
      acknowledgeAtSynthesis(this.taskDefinition, () => (this.hasOtherEnvironment() ? undefined : ENVIRONMENT));
    }
  }

  public addSecret(name: string, secret: secretsmanager.ISecret, field?: string): void {
    this.container.addSecret(name, ecs.Secret.fromSecretsManager(secret, field));
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

  /** Whether the task's environment says anything that was not handed over here, which is not ours to judge. */
  private hasOtherEnvironment(): boolean {
    return this.taskDefinition.node.children
      .filter((child) => child instanceof ecs.ContainerDefinition)
      .flatMap((container) => [container.renderContainerDefinition().environment ?? []].flat())
      .some((variable) => !('name' in variable) || !this.settings.includes(variable.name ?? ''));
  }

  private findContainer({ taskDefinition, containerName }: EcsWorkloadProps): ecs.ContainerDefinition {
    const container =
      containerName === undefined ? taskDefinition.defaultContainer : taskDefinition.findContainer(containerName);
    if (!container) {
      throw refuse(this, {
        ...(containerName === undefined
          ? { prop: 'workload', gotInWords: 'a task definition without containers', allowed: 'a task with a container' }
          : { prop: 'containerName', got: containerName, allowed: 'the name of a container of the task' }),
        fix: 'Add the container to the task definition before you connect it.',
      });
    }
    return container;
  }
}

const ENVIRONMENT: Acknowledgement = {
  id: 'AwsSolutions-ECS2',
  reason: 'The environment holds endpoints and names, which are no secrets; secrets are handed over by reference.',
};
