import type { IConstruct } from 'constructs';

/** The kinds of findings, which begin the ids. */
export const RULES = [
  'Network',
  'Policy',
  'ResourcePolicy',
  'Role',
  'Public',
  'FineGrainedAccess',
  'SharedGroup',
  'SharedIdentity',
  'SharedStore',
  'SharedResource',
  'Egress',
  'Copy',
  'EmbeddedSecret',
  'UnknownType',
  'Unknown',
] as const;

export type Rule = (typeof RULES)[number];

/** Something that a principal or a security group reaches, and that its service was not given. */
export interface Finding {
  readonly rule: Rule;
  /** Who reaches it, such as `orderservice`. */
  readonly subject: string;
  /** What is reached, such as `userservice store`. */
  readonly object: string;
  /** One or more complete sentences: who reaches what, by which statement or rule. */
  readonly description: string;
  /** What to do: one complete sentence. */
  readonly fix: string;
  /** The construct of the statement or of the rule. */
  readonly construct: IConstruct;
  readonly path: string;
}

/** The id of a finding. It is acknowledged with the name of the plugin before it: `ServiceIsolation::Network[...]`. */
export function idOf({ rule, subject, object }: Finding): string {
  const name = (text: string) => text.replace(/\s+/g, '-').replaceAll('::', '.');
  return `${rule}[${name(subject)}:${name(object)}]`;
}
