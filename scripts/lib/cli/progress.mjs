// Shows that long work is alive: a line that moves on a terminal, plain lines in a log.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 120;
const PLAIN_MS = 15_000;

export class Progress {
  /** @param total how many steps there will be, where that is known */
  constructor({ stream = process.stdout, total } = {}) {
    this.stream = stream;
    this.total = total;
    this.steps = [];
  }

  /**
   * Runs `work(report)` as a step and answers what it returns. `report(text)` says how far it is; what `work` returns
   * as `note` is said of the finished step.
   */
  async step(name, work) {
    const title = this.total ? `[${this.steps.length + 1}/${this.total}] ${name}` : name;
    const step = { name, status: 'failed', seconds: 0 };
    this.steps.push(step);
    const started = Date.now();
    const seconds = () => (Date.now() - started) / 1000;
    const shown = this.stream.isTTY ? this.#moving(title, seconds) : this.#plain(title, seconds);
    try {
      const result = await work(shown.report);
      step.status = 'passed';
      step.note = result?.note;
      return result;
    } finally {
      step.seconds = seconds();
      shown.end();
      const mark = step.status === 'passed' ? '✓' : '✗';
      this.stream.write(`${mark} ${title}${step.note ? `: ${step.note}` : ''} (${duration(step.seconds)})\n`);
    }
  }

  #moving(title, seconds) {
    let detail = '';
    let frame = 0;
    const draw = () => {
      const text = `${FRAMES[frame++ % FRAMES.length]} ${title}${detail ? `: ${detail}` : ''} (${duration(seconds())})`;
      this.stream.write(`\r\x1b[2K${text.slice(0, (this.stream.columns ?? 80) - 1)}`);
    };
    const timer = setInterval(draw, REDRAW_MS);
    return {
      report: (text) => {
        detail = text;
      },
      end: () => {
        clearInterval(timer);
        this.stream.write('\r\x1b[2K');
      },
    };
  }

  #plain(title, seconds) {
    let detail = '';
    this.stream.write(`… ${title}\n`);
    const timer = setInterval(() => {
      this.stream.write(`  ${title}${detail ? `: ${detail}` : ''} (${duration(seconds())})\n`);
    }, PLAIN_MS);
    return {
      report: (text) => {
        detail = text;
      },
      end: () => clearInterval(timer),
    };
  }
}

export function duration(seconds) {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
