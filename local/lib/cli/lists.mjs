// Shortens lists in messages.

const MOST = 10;

/** Returns the first `most` items, by default ten, followed by the number of the others. */
export function shortened(items, most = MOST) {
  if (items.length <= most) return items;
  return [...items.slice(0, most), `and ${(items.length - most).toLocaleString('en')} more`];
}
