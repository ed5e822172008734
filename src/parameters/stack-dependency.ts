import type { Stack } from 'aws-cdk-lib';

/**
 * Has a stack deployed after another one. Newer versions of the CDK warn of the method that the oldest supported version
 * has.
 */
export function deployAfter(stack: Stack, other: Stack, reason: string): void {
  if ('addStackDependency' in stack && typeof stack.addStackDependency === 'function') {
    stack.addStackDependency(other, reason);
  } else {
    stack.addDependency(other, reason);
  }
}
