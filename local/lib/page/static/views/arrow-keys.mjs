// A group of buttons or links with one tab stop, in which the arrow keys move the focus.

import { Component, h } from '../preact.mjs';

/** The distance from one edge to the facing one in each direction, and the axis beside it. */
const DIRECTIONS = {
  ArrowLeft: { along: (from, to) => from.left - to.right, beside: 'y' },
  ArrowRight: { along: (from, to) => to.left - from.right, beside: 'y' },
  ArrowUp: { along: (from, to) => from.top - to.bottom, beside: 'x' },
  ArrowDown: { along: (from, to) => to.top - from.bottom, beside: 'x' },
};

/**
 * `draw(stop)` draws the elements; `stop(key)` gives the attributes of the element of that key. The tab stop is the element
 * that had the focus last, else `initial`.
 */
export class ArrowKeys extends Component {
  state = { current: undefined };

  render({ draw, initial, keys, ...attributes }, { current }) {
    const tabStop = [current, initial, keys[0]].find((key) => keys.includes(key));
    const stop = (key) => ({
      'data-stop': key,
      tabIndex: key === tabStop ? 0 : -1,
      onFocus: () => this.setState({ current: key }),
    });
    return h('div', { ...attributes, onKeyDown: move }, draw(stop));
  }
}

function move(event) {
  const direction = DIRECTIONS[event.key];
  const from = event.target.closest('[data-stop]');
  if (!direction || !from || event.altKey || event.ctrlKey || event.metaKey) return;
  const others = [...event.currentTarget.querySelectorAll('[data-stop]')].filter((it) => it !== from);
  const next = nearest(from.getBoundingClientRect(), others, direction);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** The nearest element in the direction; elements in the same row or column come first. */
function nearest(from, elements, { along, beside }) {
  return elements
    .map((element) => ({ element, to: element.getBoundingClientRect() }))
    .map(({ element, to }) => ({
      element,
      distance: along(from, to),
      gap: gap(from, to, beside),
      shift: shift(from, to, beside),
    }))
    .filter(({ distance }) => distance > -2)
    .sort((a, b) => a.distance + 10 * a.gap - b.distance - 10 * b.gap || a.shift - b.shift)[0]?.element;
}

const EDGES = { x: ['left', 'right'], y: ['top', 'bottom'] };

/** How far apart two elements are that do not overlap on an axis. */
function gap(from, to, axis) {
  const [start, end] = EDGES[axis];
  return Math.max(0, to[start] - from[end], from[start] - to[end]);
}

function shift(from, to, axis) {
  const [start, end] = EDGES[axis];
  return Math.abs(from[start] + from[end] - to[start] - to[end]);
}
