// Describes the machine, without which no figure in seconds means anything.

import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { LOGS, ROOT } from '../paths.mjs';

/** Returns one sentence: the processor, the memory and the versions of the languages. */
export async function describeMachine() {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const [python, java] = [await version('python3', ['--version']), await version('java', ['-version'])];
  return (
    `${processors.length} cores of ${processors[0].model.trim()}, ${memory} GiB of memory, ${type()} ${release()}, ` +
    `Node ${process.versions.node}, ${python}, ${java}.`
  );
}

/** The first line that a program prints of its version; Java prints it to stderr. */
async function version(command, args) {
  const lines = [];
  await run(`${command} ${args[0]}`, command, args, {
    cwd: ROOT,
    env: childEnvironment(process.env),
    log: join(LOGS, `bench-${command}.log`),
    onLine: (line) => lines.push(line),
  });
  return lines[0].replaceAll('"', '');
}
