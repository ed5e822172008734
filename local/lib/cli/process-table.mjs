// Looks up processes, in /proc on Linux, where ps is not always installed, and with ps elsewhere.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Returns the command line of a process, or an empty text if it does not run. */
export function commandOf(pid) {
  if (hasProc()) return readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
  return ps(pid, 'args');
}

/** Returns the process id of a process's parent; 0 if it does not run. */
export function parentOf(pid) {
  if (hasProc()) return Number(/^PPid:\s*(\d+)$/m.exec(readProc(pid, 'status'))?.[1] ?? 0);
  return Number(ps(pid, 'ppid'));
}

const hasProc = () => existsSync('/proc/self/status');

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}

const ps = (pid, column) =>
  spawnSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
