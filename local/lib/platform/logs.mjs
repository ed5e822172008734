// The logs that a developer reads. The values of secrets are hidden in them: a server may log a statement with a password.

import { open } from 'node:fs/promises';
import { undefinedIfAbsent } from '../aws/clients.mjs';
import { listSecrets } from './secrets.mjs';

const LONGEST = 200_000;
/** Read in addition and left out, because it can begin in the middle of a value. No secret is longer. */
const MARGIN = 65_536;
const HIDDEN = '(hidden)';
const STAGES = ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'];
/** The fields beside a password that are no secrets: RDS's, and those that the library adds. */
const PUBLIC_FIELDS =
  /^(username|engine|host|port|db(name|ClusterIdentifier|InstanceIdentifier)|masterarn|endpoint|vhost|prefix|exchange)$/i;
/** A shorter value would hide words of the log. */
const SHORTEST = 6;

/** Returns the end of a log with `values` hidden, or undefined if the file does not exist. */
export async function endOfLog(path, values) {
  const read = await readLog(path, (size) => [Math.max(0, size - LONGEST - MARGIN), size]);
  if (read === undefined) return undefined;
  return withoutValues(read.text, values)
    .slice(read.start > 0 ? MARGIN : 0)
    .slice(-LONGEST);
}

/** Returns the beginning of a log, where an emulator tells which engines it has not, or an empty text. */
export const beginningOfLog = async (path) => (await readLog(path, (size) => [0, Math.min(size, LONGEST)]))?.text ?? '';

/**
 * Returns { text, start }: the text between two positions in a file, which `positions` returns for its size. It is undefined if
 * the file does not exist.
 */
async function readLog(path, positions) {
  let file;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const [start, end] = positions(size);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return { start, text: buffer.toString('utf8', 0, bytesRead) };
  } finally {
    await file.close();
  }
}

/** Hides each value in a text, also where it is written in JSON or in an address. */
export function withoutValues(text, values) {
  const written = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
  return [...new Set(written)]
    .sort((one, other) => other.length - one.length)
    .reduce((hidden, value) => hidden.replaceAll(value, HIDDEN), text);
}

/** Returns the values of all secrets of the account that must not appear in a log: current, previous and pending ones. */
export async function hiddenValues(secretsManager) {
  const secrets = await listSecrets(secretsManager);
  const texts = await Promise.all(
    secrets.flatMap(({ ARN, SecretVersionsToStages }) => {
      const stages = Object.values(SecretVersionsToStages ?? {}).flat();
      const read = stages.length > 0 ? STAGES.filter((stage) => stages.includes(stage)) : [STAGES[0]];
      return read.map(async (VersionStage) => {
        const found = await undefinedIfAbsent(secretsManager.getSecretValue({ SecretId: ARN, VersionStage }));
        return found?.SecretString ?? '';
      });
    }),
  );
  return [...new Set(texts.flatMap(valuesIn))].filter(({ length }) => length >= SHORTEST);
}

/** Returns the secret values in the text of a secret: those of its fields, or the whole text. */
function valuesIn(text) {
  try {
    const fields = JSON.parse(text);
    if (typeof fields === 'object' && fields !== null) {
      return Object.entries(fields).flatMap(([name, value]) =>
        typeof value === 'string' && !PUBLIC_FIELDS.test(name) ? [value] : [],
      );
    }
  } catch {
    // It is no JSON.
  }
  return [text];
}
