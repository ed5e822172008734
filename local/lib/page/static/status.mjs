// The state of a part and of a service in a word, with the mark that stands beside it.

/** Emulated by the emulator itself, so that no engine is needed. */
const SERVED_BY_EMULATOR = ['DynamoDB table', 'S3 bucket'];

const READY = ['available', 'active', 'running', 'in-service', 'ready'];
const FAILED = /fail|error|delet|incompatible|stopp/;

/** { mark: 'good' | 'wait' | 'bad' | 'quiet', word }. */
export function partStatus({ kind, status = '', engine }) {
  const word = status.toLowerCase();
  if (FAILED.test(word)) return { mark: 'bad', word };
  if (engine && !engine.running) return { mark: 'bad', word: 'engine stopped' };
  if (!READY.includes(word)) return { mark: 'wait', word: word || 'unknown' };
  if (engine) return { mark: 'good', word: 'running' };
  return SERVED_BY_EMULATOR.includes(kind) ? { mark: 'good', word: 'emulated' } : { mark: 'quiet', word: 'no engine' };
}

/** A service is as ready as the worst of the parts that it uses. */
export function serviceStatus(service, parts) {
  const used = parts.filter(({ id }) => id === service.store || service.parts.includes(id));
  for (const mark of ['bad', 'wait', 'quiet']) {
    const part = used.find((it) => partStatus(it).mark === mark);
    if (part) return { mark, word: `${part.shared ? part.name : 'store'}: ${partStatus(part).word}` };
  }
  return { mark: 'good', word: 'ready' };
}

/** A sentence for each part and stack whose state differs. */
export function changesBetween(before, state) {
  const parts = state.parts.flatMap((part) => {
    const old = before.parts.find(({ id }) => id === part.id);
    const { word } = partStatus(part);
    return old && partStatus(old).word === word ? [] : [`${part.name}: ${word}.`];
  });
  const stacks = state.stacks
    .filter(({ name, status }) => before.stacks.find((it) => it.name === name)?.status !== status)
    .map(({ name, status }) => `Stack ${name}: ${status}.`);
  return [...parts, ...stacks];
}

export const isFailure = ({ status }) => status.endsWith('FAILED');

/** The mark of a status of CloudFormation. */
export function deploymentMark(status) {
  if (/FAILED|ROLLBACK/.test(status)) return 'bad';
  return status.endsWith('IN_PROGRESS') ? 'wait' : 'good';
}
