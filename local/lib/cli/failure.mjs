/**
 * A failure that the user can fix: one sentence and, if there is output, an excerpt of it and the path of the whole log.
 */
export class Failure extends Error {
  constructor(sentence, { excerpt = [], log } = {}) {
    super(sentence);
    this.name = 'Failure';
    this.excerpt = excerpt;
    this.log = log;
  }
}

/** What the user can do about an error of the operating system, by its code. */
const REMEDIES = {
  ENOSPC: 'The disk is full: free space',
  EDQUOT: 'The disk quota is used up: free space',
  EROFS: 'The file system is read-only: use folders that you can write',
  EACCES: 'The permission is missing: use folders that belong to you',
  EPERM: 'The permission is missing: use folders that belong to you',
  EMFILE: 'Too many files are open: raise the limit with `ulimit -n`',
};

/**
 * Describes any error to the user. A Failure and some errors of the operating system say what to do; any other error is a
 * defect, and is shown with its stack.
 */
export function describeFailure(error) {
  const remedy = error?.syscall && REMEDIES[error.code];
  if (remedy) return `Error: ${remedy} (${error.message}).`;
  if (!(error instanceof Failure)) return error?.stack ?? String(error);
  const lines = [];
  if (error.excerpt.length > 0) lines.push(...error.excerpt.map((line) => `  | ${line}`), '');
  lines.push(`Error: ${error.message}`);
  if (error.log) lines.push(`The whole output is in ${error.log}`);
  return lines.join('\n');
}
