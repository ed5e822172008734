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

/**
 * Describes any error to the user. A Failure says what to do; any other error is a defect, and is shown with its stack.
 */
export function describeFailure(error) {
  if (!(error instanceof Failure)) return error?.stack ?? String(error);
  const lines = [];
  if (error.excerpt.length > 0) lines.push(...error.excerpt.map((line) => `  | ${line}`), '');
  lines.push(`Error: ${error.message}`);
  if (error.log) lines.push(`The whole output is in ${error.log}`);
  return lines.join('\n');
}
