// A group of buttons or links with one tab stop, in which the arrow keys move the focus.

import { Component, h } from '../preact.mjs';

const DIRECTIONS = {
  ArrowLeft: { axis: 'x', sign: -1 },
  ArrowRight: { axis: 'x', sign: 1 },
  ArrowUp: { axis: 'y', sign: -1 },
  ArrowDown: { axis: 'y', sign: 1 },
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
function nearest(from, elements, { axis, sign }) {
  const distances = elements.map((element) => {
    const to = element.getBoundingClientRect();
    const along = sign * (axis === 'x' ? middleX(to) - middleX(from) : middleY(to) - middleY(from));
    const aside =
      axis === 'x' ? gap(from.top, from.bottom, to.top, to.bottom) : gap(from.left, from.right, to.left, to.right);
    return { element, along, distance: along + 10 * aside };
  });
  return distances.filter(({ along }) => along > 1).sort((a, b) => a.distance - b.distance)[0]?.element;
}

const gap = (start, end, otherStart, otherEnd) => Math.max(0, otherStart - end, start - otherEnd);
const middleX = ({ left, right }) => (left + right) / 2;
const middleY = ({ top, bottom }) => (top + bottom) / 2;
