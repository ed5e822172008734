// Finds the session that a command is about.

import { realpathSync } from 'node:fs';
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
export function runningSession(folder = process.cwd()) {
  const state = nearestState(realpathSync(folder));
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

/** Returns the state of the session of a folder or of the nearest one around it. */
export function nearestState(folder) {
  const state = stateOf(folder);
  const parent = dirname(folder);
  return state || parent === folder ? state : nearestState(parent);
}

/** Returns the state of a session of another app that uses a port. */
export const sessionOnPort = (port, app) => allStates().find((it) => it.running && it.port === port && it.app !== app);
