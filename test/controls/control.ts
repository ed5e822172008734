import { Match } from 'aws-cdk-lib/assertions';

/** A standard of Security Hub, or this library's own requirement, which neither Security Hub nor a template checker has. */
export type Standard = 'FSBP' | 'PCI DSS v4.0.1' | 'this library';

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

/** The resources that a control applies to. */
export interface Kind {
  readonly name: string;
  readonly type: string;
  readonly includes?: (properties: Properties) => boolean;
}

/** A property that a resource must have: its description, and its check. */
export interface Property {
  readonly text: string;
  readonly holds: (resource: Resource, all: Resource[]) => boolean;
}

interface Statement {
  readonly id: string;
  readonly standards: Standard[];
  readonly title: string;
}

/** A control that controls.test.ts checks in templates. */
export interface CheckedControl extends Statement {
  readonly kind: Kind;
  readonly property: Property;
}

/** A control that templates cannot show. The reason says why; another test may verify it. */
export interface ExplainedControl extends Statement {
  readonly reason: string;
  /** The path below test/ of the test that verifies the control. */
  readonly test?: string;
}

export type Control = CheckedControl | ExplainedControl;

export function checked(
  id: string,
  standards: Standard[],
  title: string,
  kind: Kind,
  property: Property,
): CheckedControl {
  return { id, standards, title, kind, property };
}

export function explained(id: string, standards: Standard[], title: string, reason: string): ExplainedControl {
  return { id, standards, title, reason };
}

/** Creates a requirement of this library, which neither Security Hub nor a template checker has. */
export function requirement(title: string, kind: Kind, property: Property): CheckedControl {
  return { id: '-', standards: ['this library'], title, kind, property };
}

/** Requires these properties with these values. Other properties do not matter. */
export function has(expected: Properties): Property {
  const matcher = Match.objectLike(expected);
  return {
    text: Object.entries(expected)
      .map(([name, value]) => `\`${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}\``)
      .join(', '),
    holds: ({ properties }) => !matcher.test(properties).hasFailed(),
  };
}

/** Requires a property that is more than a value. */
export function property(text: string, holds: Property['holds']): Property {
  return { text, holds };
}

/** Returns the value at a path of a resource's properties, or undefined. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the resource that a value refers to, or undefined. */
export function referred(value: unknown, all: Resource[]): Resource | undefined {
  const [own] = isObject(value)
    ? Object.entries(value).flatMap(([key, it]) => (key.startsWith('in ') ? [it] : []))
    : [];
  const reference = own ?? value; // the value of another stack is below the name of the stack
  const id = at(reference, 'Ref') ?? list(at(reference, 'Fn::GetAtt'))[0];
  return all.find((resource) => resource.id === id);
}

/** Requires a list that is not empty. */
export function filled(...path: string[]): Property {
  return property(`\`${path.join('.')}\``, ({ properties }) => list(at(properties, ...path)).length > 0);
}

/** Requires a reference to a KMS key that the app creates. */
export function customerKey(...path: string[]): Property {
  return property(`\`${path.join('.')}\` is the KMS key of the platform or of the service`, ({ properties }, all) => {
    return referred(at(properties, ...path), all)?.type === 'AWS::KMS::Key';
  });
}

export function isChecked(control: Control): control is CheckedControl {
  return 'kind' in control;
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
