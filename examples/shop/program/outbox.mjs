// Sends what the service has committed: events of rows and documents to the broker, or entries to an index. Each has a mark
// that says that it was sent. A process that is killed in between, or a part that cannot be reached, loses none.

import { setTimeout as delay } from 'node:timers/promises';
import { log } from '../connections/log.mjs';

const PAUSE_MS = { first: 500, last: 10_000 };

/**
 * Returns a function to call after each commit, and when the receiver can be reached again. It works once at a time.
 * @param unsent returns things that have no mark: some of them, if there are many
 * @param send sends one of them, and then marks it
 */
export function outbox(unsent, send, signal) {
  let isWorking = false;
  let isAsked = false;
  return async function sendAll() {
    isAsked = true;
    if (isWorking) return;
    isWorking = true;
    for (let pause = PAUSE_MS.first; isAsked && !signal?.aborted; ) {
      isAsked = false;
      try {
        const things = await unsent();
        for (const thing of things) await send(thing);
        isAsked ||= things.length > 0; // there may be more
        pause = PAUSE_MS.first;
      } catch (error) {
        log('Something waits to be sent.', { error: error.message });
        isAsked = true;
        await delay(pause, undefined, { signal }).catch(() => {}); // aborted
        pause = Math.min(2 * pause, PAUSE_MS.last);
      }
    }
    isWorking = false;
  };
}
