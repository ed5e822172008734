import {
  type Duration,
  type aws_ec2 as ec2,
  aws_ecs as ecs,
  type aws_iam as iam,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { type Acknowledgement, acknowledgeAtSynthesis } from '../private/acknowledge';
import { refuse } from '../private/validation';
import { SecretDelivery } from './secret-delivery';
import { secretReference } from './secret-reference';
import { type RestartProps, requireBeforeRotation, requireRestartable, ServiceRestart } from './service-restart';
import type { IWorkload } from './workload-contract';

/** Props of `EcsWorkload`. */
export interface EcsWorkloadProps {
  readonly taskDefinition: ecs.TaskDefinition;
  readonly connections: ec2.Connections;
  /** The service that runs the task; undefined for a task that runs without a service. */
  readonly service?: ecs.BaseService;
  readonly containerName?: string;
  readonly secrets?: SecretDelivery;
  readonly restartEvery?: Duration;
}

/**
 * A container of an ECS task. Settings become its environment variables. Secrets become its `secrets`, which ECS resolves
 * when the task starts, or references in environment variables.
 */
export class EcsWorkload extends Construct implements IWorkload {
  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly taskDefinition: ecs.TaskDefinition;
  /** The service that runs the task; undefined for a task that runs without a service. */
  public readonly ecsService?: ecs.BaseService;
  private readonly container: ecs.ContainerDefinition;
  private readonly delivery: SecretDelivery;
  private readonly restart?: RestartProps;
  private readonly settings: string[] = [];
  /** Whether the user has named the container. */
  private isNamed = false;

  constructor(scope: Construct, id: string, props: EcsWorkloadProps) {
    super(scope, id);
    this.connections = props.connections;
    this.grantPrincipal = props.taskDefinition.taskRole;
    this.taskDefinition = props.taskDefinition;
    this.ecsService = props.service;
    this.container = this.findContainer(props);
    this.delivery = props.secrets ?? SecretDelivery.VALUE;
    this.restart = this.findRestart(props);
    this.node.addValidation({ validate: () => this.validateContainer() });
  }

  public addSetting(name: string, value: string): void {
    this.container.addEnvironment(name, value);
    this.settings.push(name);
    if (this.settings.length === 1) {
      acknowledgeAtSynthesis(this.taskDefinition, () => (this.hasOtherEnvironment() ? undefined : ENVIRONMENT));
    }
  }

  public addSecret(name: string, secret: secretsmanager.ISecret, field?: string): void {
    if (this.delivery === SecretDelivery.REFERENCE) {
      for (const [variable, value] of Object.entries(secretReference(name, secret, field))) {
        this.addSetting(variable, value);
      }
      this.allowAtStart(secret, this);
    } else {
      this.restartBeforeRotation(name, secret);
      this.addToContainer(name, ecs.Secret.fromSecretsManager(secret, field));
      this.allowAtStart(secret, this.taskDefinition.obtainExecutionRole());
    }
  }

  /** Grants reading a secret before there is a task: a service starts its tasks as soon as it exists. */
  private allowAtStart(secret: secretsmanager.ISecret, reader: iam.IGrantable): void {
    this.taskDefinition.node.defaultChild?.node.addDependency(secret.grantRead(reader));
  }

  /** Rejects a container other than the one that gets the settings: a task is connected through one container only. */
  public requireContainer(containerName?: string): void {
    const connected = this.container.containerName;
    this.isNamed ||= containerName === connected;
    if (containerName !== undefined && containerName !== connected) {
      throw refuse(this, {
        prop: 'containerName',
        got: containerName,
        allowed: `${connected}, which already gets the settings of the task's service`,
        fix: 'Set the environment of the second container in the task definition, or run it as a separate task.',
      });
    }
  }

  /** Rejects other choices for secrets than those of the first call of the factory: the service may be connected already. */
  public requireSecrets({ secrets, restartEvery }: Pick<EcsWorkloadProps, 'secrets' | 'restartEvery'>): void {
    if (secrets !== undefined && secrets !== this.delivery) {
      throw refuse(this, {
        prop: 'secrets',
        got: secrets,
        allowed: `${this.delivery}, with which the workload was created`,
        fix: 'Pass the same options to every call of the factory for one service or task, or leave them out of later calls.',
      });
    }
    const every = this.restart?.every.toHumanString();
    if (restartEvery !== undefined && restartEvery.toHumanString() !== every) {
      throw refuse(this, {
        prop: 'restartEvery',
        got: restartEvery.toHumanString(),
        allowed: `${every ?? 'left out'}, with which the workload was created`,
        fix: 'Pass the same options to every call of the factory for one service, or leave them out of later calls.',
      });
    }
  }

  /** Rejects a restart that would do nothing, or that AWS would not do. */
  private findRestart({ service, restartEvery: every }: EcsWorkloadProps): RestartProps | undefined {
    if (every === undefined) {
      return undefined;
    }
    if (service === undefined) {
      throw refuse(this, {
        prop: 'restartEvery',
        got: every.toHumanString(),
        allowed: 'left out for a task without a service: each run of the task gets the current values',
        fix: 'Leave it out, or pass the ECS service that runs the task to `Workload.ecsService`.',
      });
    }
    if (this.delivery === SecretDelivery.REFERENCE) {
      throw refuse(this, {
        prop: 'restartEvery',
        got: every.toHumanString(),
        allowed: 'left out with SecretDelivery.REFERENCE: the code reads the current values by itself',
        fix: 'Leave out one of `restartEvery` and `secrets`.',
      });
    }
    requireRestartable(this, { service, every });
    return { service, every };
  }

  /** Creates the restart with the first value: a container without values of secrets needs none. */
  private restartBeforeRotation(name: string, secret: secretsmanager.ISecret): void {
    if (this.restart) {
      requireBeforeRotation(this, this.restart.every, name, secret);
      if (this.node.tryFindChild('Restart') === undefined) {
        new ServiceRestart(this, 'Restart', this.restart);
      }
    }
  }

  /** Several ECS services can run one task definition. ECS rejects a second secret of the same name. */
  private addToContainer(name: string, secret: ecs.Secret): void {
    const secrets = [this.container.renderContainerDefinition().secrets ?? []].flat();
    const existing = secrets.find((candidate) => 'name' in candidate && candidate.name === name);
    if (existing === undefined) {
      this.container.addSecret(name, secret);
    } else if (!('valueFrom' in existing) || existing.valueFrom !== secret.arn) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: `one whose container already has another secret named ${name}`,
        allowed: 'a task whose container has no other secrets with the names that its service uses',
        fix: 'Remove the secret from the container, or give each service a task definition of its own.',
      });
    }
  }

  /** Whether the task has environment variables that the user set: this library cannot know if those are secret. */
  private hasOtherEnvironment(): boolean {
    return containersOf(this.taskDefinition)
      .flatMap((container) => [container.renderContainerDefinition().environment ?? []].flat())
      .some((variable) => !('name' in variable) || !this.settings.includes(variable.name ?? ''));
  }

  private findContainer({ taskDefinition, containerName }: EcsWorkloadProps): ecs.ContainerDefinition {
    return containerName === undefined ? this.onlyContainer() : this.namedContainer(taskDefinition, containerName);
  }

  private namedContainer(taskDefinition: ecs.TaskDefinition, containerName: string): ecs.ContainerDefinition {
    const container = taskDefinition.findContainer(containerName);
    if (!container) {
      const names = namesOf(containersOf(taskDefinition));
      throw refuse(this, {
        prop: 'containerName',
        got: containerName,
        allowed: `the name of a container of the task: ${names || 'it has none'}`,
        fix: 'Correct the name, or add the container to the task definition before you connect it.',
      });
    }
    return container;
  }

  private onlyContainer(): ecs.ContainerDefinition {
    const containers = containersOf(this.taskDefinition);
    const [container, ...others] = candidatesOf(containers);
    if (container === undefined) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: containers.length === 0 ? 'a task definition without containers' : 'one with only a log router',
        allowed: 'a task with a container',
        fix: 'Add the container to the task definition before you connect it.',
      });
    }
    if (others.length > 0) {
      throw this.ambiguity();
    }
    return container;
  }

  /** Fails synthesis if a container that was added later may run the service too: the order of the calls decides nothing. */
  private validateContainer(): string[] {
    const candidates = candidatesOf(containersOf(this.taskDefinition));
    const isOnly = candidates.length === 1 && candidates[0] === this.container;
    return this.isNamed || isOnly ? [] : [this.ambiguity().message];
  }

  private ambiguity(): Error {
    const containers = containersOf(this.taskDefinition);
    const names = namesOf(containers.filter((container) => !isLogRouter(container)));
    const [{ containerName: example }] = candidatesOf(containers);
    return refuse(this, {
      prop: 'containerName',
      gotInWords: 'none',
      allowed: `the name of the container that runs the service, because the task has several: ${names}`,
      fix: `Pass it to the factory of \`Workload\`, for example { containerName: '${example}' }.`,
    });
  }
}

/**
 * The containers that may run the service: the essential ones or, if there are none, all. The log router of FireLens
 * never does.
 *
 * The task definition's own default, its first essential container, can be a router or another sidecar.
 */
function candidatesOf(containers: ecs.ContainerDefinition[]): ecs.ContainerDefinition[] {
  const others = containers.filter((container) => !isLogRouter(container));
  const essential = others.filter((container) => container.essential);
  return essential.length > 0 ? essential : others;
}

function namesOf(containers: ecs.ContainerDefinition[]): string {
  return containers.map(({ containerName }) => containerName).join(', ');
}

/** The containers of a task definition, whose own list of them is protected: its children, and its default container. */
function containersOf({ node, defaultContainer }: ecs.TaskDefinition): ecs.ContainerDefinition[] {
  return [...new Set([...node.children.filter(isContainer), ...(defaultContainer ? [defaultContainer] : [])])];
}

/** Recognizes a container by its members, because `instanceof` fails for one of another copy of aws-cdk-lib. */
function isContainer(child: IConstruct): child is ecs.ContainerDefinition {
  return 'renderContainerDefinition' in child;
}

/** Recognizes a log router by its configuration, as `isContainer` does. */
function isLogRouter(container: ecs.ContainerDefinition): boolean {
  return 'firelensConfig' in container;
}

const ENVIRONMENT: Acknowledgement = {
  id: 'AwsSolutions-ECS2',
  reason: 'The environment has only endpoints and names, which are not secret; secrets are passed by reference.',
};
