import { Match } from 'aws-cdk-lib/assertions';

/** A standard of Security Hub, or what this project asks of itself because no tool notices it. */
export type Standard = 'FSBP' | 'PCI DSS v4.0.1' | 'ours';

export const FSBP: Standard[] = ['FSBP'];
export const PCI: Standard[] = ['PCI DSS v4.0.1'];
export const BOTH: Standard[] = [...FSBP, ...PCI];

export type Properties = Record<string, unknown>;

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy?: string;
}

/** The resources that a control is about. */
export interface Kind {
  readonly name: string;
  readonly type: string;
  readonly includes?: (properties: Properties) => boolean;
}

/** What a resource must have, in words and as a test. */
export interface Property {
  readonly text: string;
  readonly holds: (resource: Resource, all: Resource[]) => boolean;
}

interface Statement {
  readonly id: string;
  readonly standards: Standard[];
  readonly title: string;
}

/** A control that templates meet, held by controls.test.ts. */
export interface MetControl extends Statement {
  readonly kind: Kind;
  readonly property: Property;
}

/** A control that templates cannot show: another test holds it, or there is a reason. */
export interface OtherControl extends Statement {
  readonly reason: string;
  /** The test that holds it all the same, below test/. */
  readonly test?: string;
}

export type Control = MetControl | OtherControl;

export function met(id: string, standards: Standard[], title: string, kind: Kind, property: Property): MetControl {
  return { id, standards, title, kind, property };
}

export function unmet(id: string, standards: Standard[], title: string, reason: string): OtherControl {
  return { id, standards, title, reason };
}

/** What Security Hub does not ask and no checker of templates sees. */
export function ours(title: string, kind: Kind, property: Property): MetControl {
  return { id: '-', standards: ['ours'], title, kind, property };
}

/** These properties, with these values, among others. */
export function has(expected: Properties): Property {
  const matcher = Match.objectLike(expected);
  return {
    text: Object.entries(expected)
      .map(([name, value]) => `\`${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}\``)
      .join(', '),
    holds: ({ properties }) => !matcher.test(properties).hasFailed(),
  };
}

/** A property that takes more than values to say. */
export function such(text: string, holds: Property['holds']): Property {
  return { text, holds };
}

/** The value at a path of a resource's properties. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The resource that a value refers to. */
export function referred(value: unknown, all: Resource[]): Resource | undefined {
  const id = at(value, 'Ref') ?? list(at(value, 'Fn::GetAtt'))[0];
  return all.find((resource) => resource.id === id);
}

/** A list with something in it. */
export function filled(...path: string[]): Property {
  return such(`\`${path.join('.')}\``, ({ properties }) => list(at(properties, ...path)).length > 0);
}

/** Whether the value at a path refers to a key that is made here. */
export function customerKey(...path: string[]): Property {
  return such(`\`${path.join('.')}\` is a key of the platform or the service`, ({ properties }, all) => {
    return referred(at(properties, ...path), all)?.type === 'AWS::KMS::Key';
  });
}

export function isMet(control: Control): control is MetControl {
  return 'kind' in control;
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
