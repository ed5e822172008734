// Draws the environments side by side: a column for each environment, a row for each part, a box for each node.

import { label, PADDING, rectangle, svg } from './svg.mjs';

const NAMES = 200;
const COLUMN = 220;
const ROW = 52;
const HEADER = 44;
const BOX = 18;

/** Returns an SVG of `[{ name, rows }]`. */
export function drawEnvironments(environments) {
  const width = 2 * PADDING + NAMES + environments.length * COLUMN;
  const [{ rows: names }] = environments;
  const elements = names.flatMap(({ name }, index) => [
    rectangle('tier', PADDING, HEADER + index * ROW, width - 2 * PADDING, ROW - 6),
    label('strong', PADDING + 12, HEADER + index * ROW + 27, name),
  ]);
  environments.forEach(({ name, rows }, column) => {
    const x = PADDING + NAMES + column * COLUMN;
    elements.push(label('strong', x, HEADER - 14, name));
    rows.forEach((row, index) => {
      elements.push(...cell(row, x, HEADER + index * ROW));
    });
  });
  return svg({
    width,
    height: HEADER + names.length * ROW + PADDING,
    title: `The platform in ${environments.map(({ name }) => name).join(', ')}`,
    description: environments.map(({ name, rows }) => `${name}: ${rows.map(inWords).join('; ')}.`).join(' '),
    elements,
  });
}

function cell({ count, size, days }, x, y) {
  if (days !== undefined) return [label(days > 0 ? '' : 'faint', x, y + 27, duration(days))];
  if (count === 0) return [label('faint', x, y + 27, 'none')];
  const boxes = Array.from({ length: count }, (_, index) =>
    rectangle('shared', x + index * (BOX + 5), y + (size === '' ? 14 : 6), BOX, BOX),
  );
  return size === '' ? boxes : [...boxes, label('faint', x, y + 39, size)];
}

function inWords({ name, count, size, days }) {
  if (days !== undefined) return `${name}: ${duration(days)}`;
  return `${name} ${count}${size === '' ? '' : ` of ${size}`}`;
}

const duration = (days) => (days === 0 ? 'off' : `${days} day${days === 1 ? '' : 's'}`);
