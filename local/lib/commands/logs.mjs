// `logs`: prints the log of the emulator, of the last deployment or of an engine.

import { setTimeout as delay } from 'node:timers/promises';
import { connectTo } from '../aws/connection.mjs';
import { Failure } from '../cli/failure.mjs';
import { runCommand } from '../cli/main.mjs';
import { runningSession } from '../session/find.mjs';
import { platformOf } from '../session/platform.mjs';

const DEFAULT_LINES = 100;
const POLL_MS = 500;

const HELP = `Prints a log: that of the emulator, of the last deployment (cdk), or of the engine of a service or of a shared part.

Usage: npx @org/ecommerce-local logs NAME [options]

  --lines N  print the last N lines (default: ${DEFAULT_LINES})
  --follow   print new lines until Ctrl-C
  --help     print this help

The values of secrets are hidden. Without a name, it prints the names.

Exit code: 0 on success, 1 on a failure.`;

const OPTIONS = { lines: { type: 'string' }, follow: { type: 'boolean' } };

export const logs = (args) =>
  runCommand({ args, help: HELP, options: OPTIONS, positionals: true }, async (options) => {
    const most = parseLines(options.lines);
    const [name, ...others] = options.positionals;
    if (others.length > 0) throw new Failure('Name one log.');
    const session = runningSession();
    const { aws } = await connectTo(session.state.port);
    const platform = platformOf(session.state, aws);
    const names = (await session.whileRunning(platform.state())).logs;
    if (name === undefined) return console.log(names.join('\n'));
    if (!names.includes(name)) throw new Failure(`There is no log ${name}: the logs are ${names.join(', ')}.`);

    let printed = [];
    do {
      const lines = linesOf(await session.whileRunning(platform.log(name)));
      const added = printed.length === 0 ? lines.slice(-most) : newLines(printed, lines);
      if (added.length > 0) console.log(added.join('\n'));
      if (lines.length > 0) printed = lines;
      if (options.follow) await session.whileRunning(delay(POLL_MS));
    } while (options.follow);
  });

function parseLines(value = String(DEFAULT_LINES)) {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new Failure(`Invalid number of lines: ${value}. --lines takes a whole number from 1.`);
}

const linesOf = (text = '') => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** Returns the lines after those that were printed. Both are ends of one log, of which the beginning may be missing. */
export function newLines(printed, lines) {
  const last = printed.at(-1);
  for (let index = lines.length - 1; index >= 0; index--) {
    if (lines[index] !== last) continue;
    const length = Math.min(index + 1, printed.length, 5);
    const isSame = Array.from({ length }).every((_, back) => lines[index - back] === printed.at(-1 - back));
    if (isSame) return lines.slice(index + 1);
  }
  return lines;
}
