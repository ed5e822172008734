// Signals process groups, which are named by the process id of their leader.

import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 10_000;

/** Sends SIGTERM to a process group, and SIGKILL after a grace period. */
export async function stopGroup(pid) {
  const started = Date.now();
  signalGroup(pid, 'SIGTERM');
  while (signalGroup(pid, 0)) {
    if (Date.now() - started > GRACE_MS) {
      signalGroup(pid, 'SIGKILL');
      break;
    }
    await delay(50);
  }
}

/** Signals a process group, and returns whether it still exists; macOS reports EPERM for one that only has zombies. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH' || error.code === 'EPERM') return false;
    throw error;
  }
}
