import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The formats of the library's errors. Each names the invalid prop or parameter. */
const FORMATS = [
  // The format of src/private/validation.ts. Errors of a catalogue have no path: it is not in the construct tree.
  /^(?<prop>\w+)(\.\w+)? must (be|have) .+, got .*\. \w.+(\.| \(in [^)]+\))$/s,
  // The network lacks subnets; the message of the CDK names them.
  /^(?<prop>vpc) must have the subnets that .+ \(in [^)]+\)$/s,
];

/** Whether an error is documented: it has one of the formats, and names a prop or parameter of the public API. */
export function isDocumented(error: unknown): boolean {
  const messages = error instanceof Error ? messagesOf(error) : [];
  return messages.length > 0 && messages.every(hasFormat);
}

/** The messages of an error of the library, or of the error in which the CDK lists those of the complete app. */
function messagesOf(error: Error): string[] {
  const [title, ...messages] = error.message.split(/\n {2}\[[^\]]+\] /);
  if (title === 'Validation failed with the following errors:') {
    return messages;
  }
  return error.constructor === Error ? [error.message] : [];
}

function hasFormat(message: string): boolean {
  const [prop] = FORMATS.flatMap((format) => format.exec(message)?.groups?.prop ?? []);
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

/** The names of all props and parameters of the public API. */
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
