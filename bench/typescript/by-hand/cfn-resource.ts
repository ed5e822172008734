import type { IConstruct } from 'constructs';

/** Returns the L1 construct of an L2 construct, for a property that the L2 construct has no option for. */
export function cfnResource<Resource>(construct: IConstruct, type: new (...args: never[]) => Resource): Resource {
  const { defaultChild } = construct.node;
  if (!(defaultChild instanceof type)) throw new Error(`${construct.node.path} has no ${type.name}.`);
  return defaultChild;
}
