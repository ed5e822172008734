// Draws from a list, the same for the same seed.

import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';

/** All of `items` in an order drawn by `seed`. */
export function shuffled(items, seed) {
  const all = { minLength: items.length, maxLength: items.length };
  return fc.sample(fc.shuffledSubarray(items, all), { seed, numRuns: 1 })[0];
}

/** The first `count` of `items` that are accepted, and how many before them are refused. */
export async function firstAccepted(items, count, isAccepted, report) {
  const accepted = [];
  let refused = 0;
  for (const item of items) {
    if (accepted.length === count) break;
    if (isAccepted(item)) accepted.push(item);
    else refused++;
    report(accepted.length);
    await nextTurn(); // what is reported is displayed by a timer
  }
  return { accepted, refused };
}
