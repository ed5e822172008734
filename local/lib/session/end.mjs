// How a session ended that nobody stopped.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../cli/failure.mjs';

const LOG_LINES = 24;

/** Returns the end of a session as a Failure. `state` is its last one, if it left any. */
export function endOf(folder, state) {
  const log = state?.ended?.log ?? join(folder, 'supervisor.log');
  const excerpt = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES) : [];
  return new Failure(endSentence(state), { excerpt, log });
}

/** Returns a sentence about the end of a session, such as "The emulator ended at 12:01:30 (SIGKILL)." */
export function endSentence(state) {
  if (!state?.ended) return 'The process of the session was killed, and the emulator ended with it.';
  return `The emulator ended at ${timeOf(state.ended.at)} (${state.ended.reason}).`;
}

const timeOf = (date) => new Date(date).toTimeString().slice(0, 8);
