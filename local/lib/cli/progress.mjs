// Prints the progress of steps, which may run in parallel: one updated line on a terminal, plain lines in a log.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 120;
const PLAIN_MS = 15_000;
const MARKS = { passed: '✓', failed: '✗', stopped: '–' };

export class Progress {
  #frame = 0;
  #timer;

  /** @param total the number of steps, if known */
  constructor({ stream = process.stdout, total } = {}) {
    this.stream = stream;
    this.total = total;
    this.steps = [];
  }

  /**
   * Runs `work(report)` as a step and returns its result. `report(text)` shows the state of the running step; the `note` of
   * the result is printed with the finished step. After a failure, no step begins, and steps that were running count as
   * stopped.
   */
  async step(name, work) {
    if (this.#failed()) throw new Error(`${name} was not started, because another step failed.`);
    const step = { name, status: 'running', started: Date.now(), seconds: 0 };
    this.steps.push(step);
    step.title = this.total ? `[${this.steps.length}/${this.total}] ${name}` : name;
    this.#begin(step);
    try {
      const result = await work((text) => {
        step.detail = text;
      });
      step.note = result?.note;
      this.#end(step, 'passed');
      return result;
    } catch (error) {
      this.#end(step, this.#failed() ? 'stopped' : 'failed');
      throw error;
    }
  }

  #failed() {
    return this.steps.some(({ status }) => status === 'failed');
  }

  #running() {
    return this.steps.filter(({ status }) => status === 'running');
  }

  #begin({ title }) {
    if (!this.stream.isTTY) this.stream.write(`… ${title}\n`);
    const [show, interval] = this.stream.isTTY ? [this.#redraw, REDRAW_MS] : [this.#print, PLAIN_MS];
    this.#timer ??= setInterval(show.bind(this), interval);
  }

  #end(step, status) {
    step.status = status;
    step.seconds = secondsSince(step.started);
    if (this.#running().length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    if (this.stream.isTTY) this.stream.write('\r\x1b[2K');
    const note = step.note ? `: ${step.note}` : '';
    this.stream.write(`${MARKS[status]} ${step.title}${note} (${duration(step.seconds)})\n`);
  }

  #redraw() {
    const frame = FRAMES[this.#frame++ % FRAMES.length];
    const width = (this.stream.columns || 80) - 1 - `${frame} `.length;
    this.stream.write(`\r\x1b[2K${frame} ${oneLine(this.#running(), width)}`);
  }

  #print() {
    for (const step of this.#running()) this.stream.write(`  ${text(step)}${time(step)}\n`);
  }
}

const secondsSince = (started) => (Date.now() - started) / 1000;

const text = ({ title, detail }) => `${title}${detail ? `: ${detail}` : ''}`;

const time = ({ started }) => ` (${duration(secondsSince(started))})`;

const SEPARATOR = ' | ';

/** Describes steps in at most `width` characters: cuts off their texts, but not the elapsed times as long as those fit. */
function oneLine(steps, width) {
  const times = steps.map(time);
  const rest = width - times.join(SEPARATOR).length;
  const share = Math.max(0, Math.floor(rest / steps.length));
  return steps
    .map((step, index) => `${shortenedTo(text(step), share)}${times[index]}`)
    .join(SEPARATOR)
    .slice(0, width);
}

function shortenedTo(text, length) {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`.slice(0, length);
}

const ENDED = /^[✓✗–] (?:\[\d+\/\d+\] )?(?<name>.+) \((?:(?<minutes>\d+) min )?(?<seconds>[\d.]+) s\)$/;

/** Parses a line of a log that reports the end of a step, with its note and its time; undefined for any other line. */
export function endedStep(line) {
  const found = ENDED.exec(line)?.groups;
  return found && { name: found.name, seconds: 60 * Number(found.minutes ?? 0) + Number(found.seconds) };
}

export function duration(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
