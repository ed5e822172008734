/** A failure the user can act on: one sentence, and where there is output to read, an excerpt and its whole log. */
export class Failure extends Error {
  constructor(sentence, { excerpt = [], log } = {}) {
    super(sentence);
    this.name = 'Failure';
    this.excerpt = excerpt;
    this.log = log;
  }
}

/** What the user sees of any error. A defect of ours keeps its stack; a Failure says what to do. */
export function describeFailure(error) {
  if (!(error instanceof Failure)) return error?.stack ?? String(error);
  const lines = [];
  if (error.excerpt.length > 0) lines.push(...error.excerpt.map((line) => `  | ${line}`), '');
  lines.push(`Error: ${error.message}`);
  if (error.log) lines.push(`The whole output is in ${error.log}`);
  return lines.join('\n');
}
