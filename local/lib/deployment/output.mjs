// The output of `cdk deploy`, line by line: how far the deployment is, and what to show of a failure.

/** Parses the counts in an event line of `cdk deploy` ("Shop |  12/130 | 10:00:00 AM | CREATE_COMPLETE ..."). */
export function resourceCount(line) {
  const match = /^(\S+) \|\s*(\d+)\/(\d+) \|/.exec(line);
  return match ? { stack: match[1], done: Number(match[2]), total: Number(match[3]) } : undefined;
}

/** How a line of an error of the program begins: "Error: ...", "ValueError: ...", "Exception in thread ...". */
const ERROR = /^(?:\w+\.)*\w*(?:Error|Exception)\b.*|^error TS\d+|^\S+\(\d+,\d+\): error /;
/** What the program's language prints around its error. */
const FRAME = /^\s+at |^\s+File "|^\s*\^+\s*$|^\s*~+\^*|^node:internal|^Node\.js v|^Traceback /;
/** How the CLI ends the output of the program: with a command that is not the user's. */
const EXIT = /^exec ".*Subprocess exited with error \d+$/;
/** The beginning of the deployment of a stack. The name is printed if it differs from the id, as in a stage. */
const DEPLOYING = /^(?<id>[^\s:]+)(?: \((?<name>[^)]+)\))?: deploying\.\.\./;
const MOST_LINES = 12;

const isSynthesisTime = (line) => line.includes('Synthesis time');

export class DeploymentOutput {
  isSynthesized = false;
  #lines = [];
  #totals = new Map();
  #stacks = new Set();
  #report;

  constructor(report) {
    this.#report = report;
    report('synthesizing');
  }

  add(line) {
    this.#lines.push(line);
    if (isSynthesisTime(line)) {
      this.isSynthesized = true;
      this.#report('publishing assets');
    }
    const stack = DEPLOYING.exec(line)?.groups;
    if (stack) this.#stacks.add(stack.name ?? stack.id);
    const count = resourceCount(line);
    if (!count || this.#isNested(count.stack)) return;
    this.#totals.set(count.stack, count.total);
    this.#report(`${count.stack}, ${count.done} of ${count.total} resources`);
  }

  /**
   * Returns whether a name in an event is that of a nested stack, which CloudFormation makes from the name of the stack around it.
   * The CLI names a stack below another one by its path when it deploys it, and by its name in the events.
   */
  #isNested(name) {
    return !this.#stacks.has(name) && [...this.#totals.keys()].some((other) => name.startsWith(`${other}-`));
  }

  /** Returns the number of resources that were created or updated, for the note of the step. */
  note() {
    const total = [...this.#totals.values()].reduce((sum, count) => sum + count, 0);
    if (total === 0) return 'nothing changed';
    return `${total} resources in ${this.#totals.size} stack${this.#totals.size > 1 ? 's' : ''}`;
  }

  /** Returns the error of an app that failed to synthesize, its first line first. */
  synthesisError() {
    const lines = this.#lines.filter((line) => line.trim() !== '' && !EXIT.test(line));
    const start = Math.max(
      0,
      lines.findIndex((line) => ERROR.test(line)),
    );
    return lines
      .slice(start)
      .filter((line) => !FRAME.test(line))
      .slice(0, MOST_LINES);
  }

  /** Returns the end of what the CLI printed after it had synthesized the app. */
  deploymentError() {
    const start = this.#lines.findIndex(isSynthesisTime) + 1;
    return this.#lines
      .slice(start)
      .filter((line) => line.trim() !== '')
      .slice(-MOST_LINES);
  }

  /** Returns the reason that the CLI gives for a failed deployment, or undefined. */
  reason() {
    return this.#lines.map((line) => /^\s*❌\s+(.+)$/u.exec(line)?.[1]).find((text) => text !== undefined);
  }
}
