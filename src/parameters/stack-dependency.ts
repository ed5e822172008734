import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { topLevelStack } from '../naming/stack-path';

/**
 * Has the stack of a construct deployed after the stack of another one, unless that is the same stack, or one of another
 * stage: the CDK allows no dependency between stages.
 *
 * Newer versions of the CDK warn of the method that the oldest supported version has.
 */
export function deployAfter(later: IConstruct, earlier: IConstruct, reason: string): void {
  const [stack, other] = [topLevelStack(later), topLevelStack(earlier)];
  if (stack === other || Stage.of(stack) !== Stage.of(other)) {
    return;
  }
  if ('addStackDependency' in stack && typeof stack.addStackDependency === 'function') {
    stack.addStackDependency(other, reason);
  } else {
    stack.addDependency(other, reason);
  }
}
