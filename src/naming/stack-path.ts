import { createHash } from 'node:crypto';
import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * The name of the stack, then the ids of the constructs below it: the same in an app and in a stage, as long as the stack
 * keeps its name. A nested stack counts as a construct of the stack that contains it.
 */
export function stackPath(construct: IConstruct): string[] {
  return [topLevelStack(construct).stackName, ...idsInStack(construct)];
}

/**
 * An id that tells a construct from all others, for constructs in the stack of `origin`. It does not depend on the path
 * above the stack, as `Names.uniqueId` of the CDK does.
 */
export function idFrom(origin: IConstruct, construct: IConstruct): string {
  const isNear = topLevelStack(origin) === topLevelStack(construct);
  const path = isNear ? idsInStack(construct) : stackPath(construct);
  return `${path
    .join('')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(-MAX_READABLE)}${digest(path)}`;
}

/**
 * The text that the names of the stacks in a construct start with, as the CDK makes them from the path. It cuts a long name
 * in the middle.
 */
export function startOfStackNames(scope: IConstruct): string {
  const stage = Stage.of(scope);
  const path = scope.node.scopes
    .slice(stage?.node.scopes.length ?? 0)
    .map(({ node }) => node.id)
    .filter((id, index, ids) => !ids[index - 1]?.endsWith(id))
    .map((id) => id.replace(/[^A-Za-z0-9]/g, ''))
    .join('');
  return `${stage?.stageName ? `${stage.stageName}-` : ''}${path}`.slice(0, UNCUT_PART);
}

/** Eight hexadecimal digits that stand for the values. */
export function digest(values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 8);
}

function idsInStack(construct: IConstruct): string[] {
  const { scopes } = construct.node;
  return scopes.slice(scopes.indexOf(topLevelStack(construct)) + 1).map(({ node }) => node.id);
}

export function topLevelStack(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? topLevelStack(stack.nestedStackParent) : stack;
}

/** A logical id has at most 255 characters, and contains other ids too. */
const MAX_READABLE = 100;

/** Number of characters of a stack's name before which the CDK does not cut. */
const UNCUT_PART = 60;
