// Allows one run at a time in a folder, because two would damage each other's installations and builds.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RUN_VARIABLE } from './environment.mjs';
import { Failure } from './failure.mjs';
import { commandOf } from './process-table.mjs';

/**
 * Takes the lock of `subject`, such as "this clone", until this process exits, or throws a Failure that names the run that
 * has it. The commands that the holder starts need no lock: it passes its process id to them.
 */
export function takeLock(file, subject, env = process.env) {
  mkdirSync(dirname(file), { recursive: true });
  const own = JSON.stringify({ pid: process.pid, command: commandOf(process.pid) });
  while (!create(file, own)) {
    const content = read(file);
    if (content === undefined) continue; // released in the meantime
    const holder = parse(content);
    if (holder && isRunning(holder)) {
      if (env[RUN_VARIABLE] === String(holder.pid)) return;
      throw new Failure(
        `Another run uses ${subject}: ${holder.command.replace(/ -r \S+/, '')} (process ${holder.pid}). Wait until it ends, or stop it with ` +
          `\`kill ${holder.pid}\`.`,
      );
    }
    removeStale(file, content);
  }
  env[RUN_VARIABLE] = String(process.pid);
  process.on('exit', () => {
    if (read(file) === own) rmSync(file);
  });
}

/** Creates the file with its whole content, and returns whether it did not exist. */
function create(file, content) {
  const written = `${file}.${process.pid}`;
  try {
    writeFileSync(written, content);
    linkSync(written, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(written, { force: true });
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Returns the holder, or undefined if the content is incomplete, as after a power failure. */
function parse(content) {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

/** Removes the lock of a run that was killed. If another run has replaced it in the meantime, puts that one back. */
function removeStale(file, content) {
  const removed = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, removed);
  } catch (error) {
    if (error.code === 'ENOENT') return; // another run removed it
    throw error;
  }
  const found = read(removed);
  if (found !== content) create(file, found);
  rmSync(removed);
}

/** Whether the process still runs. Its command tells it from a later process with the same id. */
function isRunning({ pid, command }) {
  const running = commandOf(pid);
  return running !== '' && running === command;
}
