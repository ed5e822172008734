// Draws the connections of one service: its workload on the left, the parts that it uses on the right, and between them
// the rules, settings, secrets and permissions.

import { arrow, label, PADDING, panel, svg } from './svg.mjs';

const WORKLOAD = 300;
const BETWEEN = 470;
const PART = 200;
const GAP = 44;
const TOP = 38;
/** The maximum number of characters in a line between workload and part. */
const LINE_LENGTH = 62;
const WIDTH = 2 * PADDING + WORKLOAD + BETWEEN + PART + 2 * GAP;

/** Returns an SVG. */
export function drawConnections({ service, groups, parts }) {
  const left = PADDING;
  const middle = left + WORKLOAD + GAP;
  const right = middle + BETWEEN + GAP;
  const elements = [
    label('faint', left, 26, 'Workload'),
    label('faint', middle, 26, 'Added by connect'),
    label('faint', right, 26, 'Part'),
  ];

  let y = TOP;
  for (const part of parts) {
    const given = panel('plain', middle, y, BETWEEN, [
      part.rules.map(({ group, port }) => `Port ${port}, open to “${group}”`).join(', ') || 'No port: access by IAM',
      ...facts('settings', part.settings),
      ...facts('secrets', part.secrets),
      ...facts('permissions', part.actions),
    ]);
    const target = panel(part.own ? 'store' : 'shared', right, y, PART, [part.name, part.size]);
    const arrowY = y + 24;
    elements.push(arrow(left + WORKLOAD, middle, arrowY), arrow(middle + BETWEEN, right, arrowY));
    elements.push(...given.elements, ...target.elements);
    y += Math.max(given.height, target.height) + PADDING;
  }
  const lines = [`${service}: container, function or pod`, 'security groups:', ...groups.map((group) => `– ${group}`)];
  const workload = panel('service', left, TOP, WORKLOAD, lines, y - PADDING - TOP);
  return svg({
    width: WIDTH,
    height: TOP + workload.height + PADDING,
    title: `The connections of ${service}`,
    description: parts.map(({ name, settings }) => `${name}: ${settings.join(', ')}.`).join(' '),
    elements: [...elements, ...workload.elements],
  });
}

/** Joins the names to lines, the first of which begins with the noun. */
function facts(noun, names) {
  const rows = [];
  for (const name of names) {
    const longer = `${rows.at(-1) ?? `${noun}:`} ${name}`;
    if (rows.length === 0 || longer.length <= LINE_LENGTH) rows.splice(-1, 1, longer);
    else rows.push(name);
  }
  return rows;
}
