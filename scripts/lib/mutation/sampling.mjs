// Selects random items of a list. The same seed always selects the same items.

import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';

/** Returns all `items` in a random order, by `seed`. */
export function shuffled(items, seed) {
  const all = { minLength: items.length, maxLength: items.length };
  return fc.sample(fc.shuffledSubarray(items, all), { seed, numRuns: 1 })[0];
}

/** Returns the first `count` of `items` that are accepted, and the number of rejected items before them. */
export async function firstAccepted(items, count, isAccepted, report) {
  const accepted = [];
  let rejected = 0;
  for (const item of items) {
    if (accepted.length === count) break;
    if (isAccepted(item)) accepted.push(item);
    else rejected++;
    report(accepted.length);
    await nextTurn(); // so that the timer that prints the progress can run
  }
  return { accepted, rejected };
}
