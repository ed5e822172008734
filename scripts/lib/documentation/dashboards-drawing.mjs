// Draws a dashboard of CloudWatch: its widgets as boxes, with their lines, limits, alarms and queries.

import { label, limitLine, line, PADDING, rectangle, svg } from './svg.mjs';

const COLUMN = 46;
const ROW = 32;
const LINE = 17;
const INSET = 10;
/** The width of a character, on average. */
const CHARACTER = 6.4;
const ALARM_COLUMNS = 4;

/** Returns an SVG. */
export function drawDashboard({ name, widgets }) {
  const height = Math.max(...widgets.map(({ y, height: rows }) => y + rows));
  return svg({
    width: 24 * COLUMN + 2 * PADDING,
    height: height * ROW + 2 * PADDING,
    title: `The dashboard ${name}`,
    description: widgets.map(describe).filter(Boolean).join('. '),
    elements: widgets.flatMap(drawWidget),
  });
}

function describe({ title, text, lines }) {
  if (title === '') return text.find(({ heading }) => heading)?.text;
  return lines.length > 0 ? `${title}: ${lines.join(', ')}` : title;
}

function drawWidget(widget) {
  const box = {
    x: PADDING + widget.x * COLUMN + 3,
    y: PADDING + widget.y * ROW + 3,
    width: widget.width * COLUMN - 6,
    height: widget.height * ROW - 6,
  };
  if (widget.type === 'text') return drawText(widget, box);
  const content = { ...box, y: box.y + 20, height: box.height - 20 };
  return [
    rectangle('plain', box.x, box.y, box.width, box.height),
    label('strong', box.x + INSET, box.y + 18, cut(widget.title, box.width)),
    ...(widget.type === 'metric' ? drawGraph(widget, content) : drawList(widget, content)),
  ];
}

function drawText({ text }, { x, y, width }) {
  return text.map((paragraph, index) =>
    label(paragraph.heading ? 'strong' : 'faint', x, y + 15 + index * LINE, cut(paragraph.text, width)),
  );
}

/** The plot with the limits, and below it the names of the lines. */
function drawGraph({ lines, limits }, { x, y, width, height }) {
  const columns = width > 7 * COLUMN ? 2 : 1;
  const column = (width - 2 * INSET) / columns;
  const legend = Math.min(Math.ceil(lines.length / columns), Math.floor((height - 60) / LINE));
  const bottom = y + height - legend * LINE - 10;
  const entries = shown(lines, legend * columns);
  const top = Math.max(...limits.map(({ value }) => value), 0);
  return [
    line(`M${x + INSET} ${y + 8}V${bottom}H${x + width - INSET}`),
    ...limits.slice(0, 4).flatMap(({ value, label: text }) => {
      const at = Math.round(bottom - (0.75 * (bottom - y - 12) * value) / (top || 1));
      return [
        limitLine(x + INSET, x + width - INSET, at),
        label('faint', x + INSET + 6, at - 4, cut(`${text}: ${value.toLocaleString('en-US')}`, width - INSET)),
      ];
    }),
    ...entries.flatMap((entry, index) => {
      const left = x + INSET + (index % columns) * column;
      const base = bottom + LINE * (Math.floor(index / columns) + 1);
      return [line(`M${left} ${base - 4}h14`), label('', left + 20, base, cut(entry, column - 24))];
    }),
  ];
}

/** The names of alarms in columns, or the commands of a query. */
function drawList({ alarms, query }, { x, y, width, height }) {
  const columns = alarms.length > 0 ? ALARM_COLUMNS : 1;
  const column = (width - 2 * INSET) / columns;
  const rows = Math.floor((height - 6) / LINE);
  return shown(alarms.length > 0 ? alarms : query, rows * columns).map((entry, index) =>
    label(
      '',
      x + INSET + (index % columns) * column,
      y + LINE * (Math.floor(index / columns) + 1),
      cut(entry, column - 8),
    ),
  );
}

/** At most `count` entries, of which the last says how many are left out. */
function shown(entries, count) {
  return entries.length > count
    ? [...entries.slice(0, count - 1), `and ${entries.length - count + 1} others`]
    : entries;
}

function cut(text, width) {
  const most = Math.floor((width - INSET) / CHARACTER);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
