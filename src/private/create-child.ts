import type { IConstruct } from 'constructs';

/**
 * Creates a child construct. If its constructor throws, the child is removed, so that a second, corrected call does not
 * find an incomplete one.
 */
export function createChild<T extends IConstruct>(scope: IConstruct, id: string, create: () => T): T {
  try {
    return create();
  } catch (error) {
    scope.node.tryRemoveChild(id);
    throw error;
  }
}
