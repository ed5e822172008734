// The state of a session, in a file that no other user can read: the address of the page has a token.

import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../cli/process-table.mjs';
import { sessionFolder, sessionsFolder } from './folders.mjs';

const fileIn = (folder) => join(folder, 'state.json');

/**
 * Writes the state of a session to its folder, whole or not at all: { app, pid, command, port, engines, page, started, kept }.
 * If the emulator ended, `ended` tells when and why.
 */
export function writeState(folder, state) {
  const written = join(folder, `.state-${process.pid}.json`);
  writeFileSync(written, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(written, fileIn(folder));
}

/** Returns the state in a folder with `folder` and `running`, or undefined if it has none. */
export function readState(folder) {
  const state = parsed(fileIn(folder));
  return state && { ...state, folder, running: runs(state) };
}

/** A file that is missing, or that was not written whole, as after a power failure, is no state. */
function parsed(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether the supervisor's process runs. Its command tells it from a later process with the same id. */
export const isSupervisor = ({ pid, command }) => commandOf(pid) === command;

const runs = (state) => !state.ended && isSupervisor(state);

export const stateOf = (app, env) => readState(sessionFolder(app, env));

/** Returns the states of all sessions of the user. */
export function allStates(env) {
  const folder = sessionsFolder(env);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => readState(join(folder, name)))
    .filter((state) => state !== undefined);
}

export const removeState = (folder) => rmSync(fileIn(folder), { force: true });
