import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The shapes of the library's errors, each naming the prop or the parameter that is wrong. */
const SHAPES = [
  // As `refuse` in src/private/validation.ts writes them; a catalogue has no place in a construct tree.
  /^(?<prop>\w+)(\.\w+)? must (be|have) .+, got .*\. \w.+(\.| \(in [^)]+\))$/s,
  // The network lacks subnets; the CDK says which.
  /^(?<prop>vpc) must have the subnets that .+ \(in [^)]+\)$/s,
];

/** Whether an error is one that the library documents: of one shape, and about something that a user gave. */
export function isDocumented(error: unknown): boolean {
  if (!(error instanceof Error) || error.constructor !== Error) {
    return false;
  }
  const [prop] = SHAPES.flatMap((shape) => shape.exec(error.message)?.groups?.prop ?? []);
  return prop !== undefined && PUBLIC_NAMES.has(prop);
}

interface Member {
  readonly name: string;
  readonly parameters?: ReadonlyArray<{ readonly name: string }>;
}

interface Type {
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
}

/** The names of all props and parameters of the library. */
const PUBLIC_NAMES = publicNames();

function publicNames(): ReadonlySet<string> {
  const file = join(__dirname, '..', '..', '.jsii');
  if (!existsSync(file)) {
    throw new Error('The jsii assembly is missing: run `npx projen compile` first.');
  }
  const { types }: { readonly types: Record<string, Type> } = JSON.parse(readFileSync(file, 'utf8'));
  return new Set(
    Object.values(types).flatMap(({ properties = [], methods = [] }) => [
      ...properties.map(({ name }) => name),
      ...methods.flatMap(({ parameters = [] }) => parameters.map(({ name }) => name)),
    ]),
  );
}
