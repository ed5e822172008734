import { Construct, type IConstruct } from 'constructs';
import { isPlainObject } from '../private/plain-object';
import { refuse } from '../private/validation';

/**
 * A kind of construct that code of a service runs in.
 *
 * It is recognized by its members: `instanceof` fails for a construct of another copy of aws-cdk-lib, and for an
 * implementation in Python or Java.
 */
interface Kind {
  /** The call that creates its workload. */
  readonly factory: string;
  /** The members that only this kind has together. */
  readonly members: readonly string[];
}

/** A kind of construct that a factory of `Workload` accepts. */
export interface WorkloadKind extends Kind {
  /** The kind, completing "must be ...". */
  readonly allowed: string;
  /** The argument to pass to the factory: one complete sentence. */
  readonly fix: string;
}

export const LAMBDA_FUNCTION: WorkloadKind = {
  allowed: 'a Lambda function that the app creates',
  factory: 'Workload.lambdaFunction(fn)',
  fix: 'Pass a `lambda.Function`: an imported function, a version or an alias takes no environment variables.',
  members: ['functionArn', 'addEnvironment'],
};

export const ECS_SERVICE: WorkloadKind = {
  allowed: 'an ECS service that the app creates',
  factory: 'Workload.ecsService(service)',
  fix: 'Pass an `ecs.FargateService` or another `ecs.BaseService`; the patterns of the CDK have one as `service`.',
  members: ['serviceArn', 'taskDefinition'],
};

export const ECS_TASK: WorkloadKind = {
  allowed: 'an ECS task definition that the app creates',
  factory: 'Workload.ecsTask(task, securityGroups)',
  fix: 'Pass an `ecs.TaskDefinition`; an imported task definition takes no settings.',
  members: ['taskRole', 'addContainer'],
};

export const ROLE: WorkloadKind = {
  allowed: 'an IAM role',
  factory: 'Workload.identity(scope, id, role, securityGroups)',
  fix: 'Pass the `iam.IRole` that the code runs under.',
  members: ['roleArn', 'grantPrincipal'],
};

const KINDS = [LAMBDA_FUNCTION, ECS_SERVICE, ECS_TASK, ROLE];

/** The constructs of `aws_ecs_patterns`, which contain the construct that a factory accepts. */
const PATTERNS: Kind[] = [
  { factory: 'Workload.ecsService(pattern.service)', members: ['service', 'taskDefinition'] },
  { factory: 'Workload.ecsTask(pattern.taskDefinition, securityGroups)', members: ['eventRule', 'taskDefinition'] },
];

/** Rejects an argument of `connect` that is not an `IWorkload`, and says which factory of `Workload` to use. */
export function requireWorkload(service: IConstruct, workload: unknown): void {
  if (!hasMembers(workload, ['node', 'addSetting', 'addSecret'])) {
    const [first, second, third, last] = KINDS.map(({ factory }) => `\`${factory}\``);
    throw refuse(service, {
      prop: 'workload',
      gotInWords: describe(workload),
      allowed: 'an IWorkload',
      fix: `Write ${factoryFor(workload) ?? `${first}, ${second}, ${third} or ${last}`}.`,
    });
  }
}

/** Rejects an argument of a factory that is of another kind than the factory accepts. */
export function requireKind(kind: WorkloadKind, prop: string, value: unknown): void {
  if (!hasMembers(value, kind.members)) {
    const factory = factoryFor(value);
    const fix = factory === undefined ? kind.fix : `Write ${factory}.`;
    throw new Error(`${prop} must be ${kind.allowed}, got ${describe(value)}. ${fix}`);
  }
}

function factoryFor(value: unknown): string | undefined {
  const kind = [...KINDS, ...PATTERNS].find(({ members }) => hasMembers(value, members));
  return kind && `\`${kind.factory}\``;
}

function hasMembers(value: unknown, members: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && members.every((member) => member in value);
}

/** The class of a value, and the path of a construct. */
function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return value === undefined || value === null ? String(value) : `a ${typeof value}`;
  }
  const instance = isPlainObject(value) ? 'an object' : `an instance of ${className(value)}`;
  return Construct.isConstruct(value) ? `${instance} at ${value.node.path}` : instance;
}

/**
 * The documented name of a class, or of its nearest documented base class, which jsii records: aws-cdk-lib's own names
 * are shortened, such as `Function2`.
 */
function className(value: object): string {
  const recorded: { readonly fqn: string } | undefined = Reflect.get(value.constructor, Symbol.for('jsii.rtti'));
  return recorded?.fqn ?? value.constructor.name;
}
