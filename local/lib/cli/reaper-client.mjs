// Starts the reaper of a run, and tells it which process groups are running.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { localEnvironment } from './environment.mjs';

const REAPER = fileURLToPath(new URL('reaper.mjs', import.meta.url));

let folders;
let reaper;

/** From now on, the processes of this run end with it, and `folder`, if there is one, is deleted then. */
export function reapWith(folder) {
  folders = folder ? [folder] : [];
}

export function groupBegan(pid) {
  if (folders) reaper ??= startReaper();
  reaper?.stdin.write(`+${pid}\n`);
}

export function groupEnded(pid) {
  reaper?.stdin.write(`-${pid}\n`);
}

/** Starts the reaper in a process group of its own, which a signal to that of the run does not reach. */
function startReaper() {
  const started = spawn(process.execPath, [REAPER, ...folders], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: localEnvironment(process.env),
  });
  for (const emitter of [started, started.stdin]) emitter.on('error', () => {}); // only a killed run needs it
  started.unref();
  started.stdin.unref();
  return started;
}
