// Finds the session that a command is about.

import { existsSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../cli/failure.mjs';
import { endSentence } from './end.mjs';
import { Session } from './session.mjs';
import { allStates, stateOf } from './state.mjs';

export const UP = 'npx @org/ecommerce-local up';

/**
 * Returns the running session of the app in `folder` or around it; otherwise the only one that runs, because the programs of
 * services need not be in the folder of the app. Fails if there is none.
 */
export function runningSession(folder = currentFolder()) {
  const state = nearestState(folder);
  if (state?.running) return new Session(state.folder);
  const running = allStates().filter((it) => it.running);
  if (state) throw new Failure(`${endSentence(state)} Run \`${UP}\`.`, { log: state.ended?.log });
  if (running.length === 1) return new Session(running[0].folder);
  if (running.length === 0) {
    throw new Failure(`Nothing runs here: run \`${UP}\` in the folder of your CDK app.`);
  }
  const folders = running.map(({ app }) => app).join(', ');
  throw new Failure(`No app of this folder runs: change to the folder of one that does (${folders}).`);
}

/** Returns the folder of this process without symbolic links. */
export function currentFolder() {
  try {
    return realpathSync(process.cwd());
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Failure('The folder of this shell was deleted: change to another folder.');
  }
}

/** Returns the states of the sessions whose app was deleted or moved: no folder leads to them any more. */
export const abandonedStates = () => allStates().filter(({ app }) => app !== undefined && !existsSync(app));

/** Returns the state of the session of a folder or of the nearest one around it. */
export function nearestState(folder) {
  const state = stateOf(folder);
  const parent = dirname(folder);
  return state || parent === folder ? state : nearestState(parent);
}

/** Returns the state of a session of another app that uses a port. */
export const sessionOnPort = (port, app) => allStates().find((it) => it.running && it.port === port && it.app !== app);
