import { Stack, Stage, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';

/** A construct that creates parameters, and the prop that makes their names different from those of another. */
export interface ParameterOwner {
  readonly prop: 'environmentName' | 'serviceName';
  readonly got: string;
  /** What must have different names, for example 'platform'. */
  readonly kind: string;
}

/**
 * Rejects a second construct in an account and region of the app whose parameters have the same names: CloudFormation
 * would notice only when it deploys the second.
 *
 * An account or a region that is unknown is the same only within a stage: the stages of an app are deployed to different
 * ones.
 */
export function requireDistinctParameters(scope: IConstruct, path: string, { prop, got, kind }: ParameterOwner): void {
  const key = JSON.stringify([...placeOf(scope), path]);
  const { root } = scope.node;
  const owners = OWNERS.get(root) ?? new Map<string, IConstruct>();
  OWNERS.set(root, owners);
  const other = owners.get(key);
  if (other !== undefined) {
    throw refuse(scope, {
      prop,
      gotInWords: `'${got}', which ${other.node.path} has too`,
      allowed: `different for each ${kind} in an account and region, because the names of parameters contain it`,
      fix:
        `Set \`${prop}\` of one ${kind} to another name, for example ${got}-2. ` +
        'If they are in different accounts or regions, give both stacks `env`.',
    });
  }
  owners.set(key, scope);
}

/** The account and the region of a construct. */
export function placeOf(scope: IConstruct): string[] {
  const { account, region } = Stack.of(scope);
  return [account, region].map((value) => (Token.isUnresolved(value) ? unknownIn(scope) : value));
}

/** An account or a region that is unknown, which is the same only within a stage. */
export function unknownIn(scope: IConstruct): string {
  return `unknown in ${Stage.of(scope)?.node.path ?? ''}`;
}

/** The constructs of each app that create parameters, by account, region and the path of the parameters. */
const OWNERS = new WeakMap<IConstruct, Map<string, IConstruct>>();
