// Lists for a reader, who needs the beginning of a long one and how much of it there is.

const MOST = 10;

/** The first of `items`, at most ten, and behind them how many there are beyond. */
export function shortened(items, most = MOST) {
  if (items.length <= most) return items;
  return [...items.slice(0, most), `and ${(items.length - most).toLocaleString('en')} more`];
}
