// Small elements that several views use.

import { update } from '../model.mjs';
import { Component, h } from '../preact.mjs';

/** Marks differ in shape, not in colour alone. */
const SHAPES = {
  good: ['circle', { cx: 7, cy: 7, r: 5 }],
  wait: ['path', { d: 'M7 1.5 13 12.5H1Z' }],
  bad: ['path', { d: 'M2.5 2.5 11.5 11.5M11.5 2.5 2.5 11.5' }],
  quiet: ['circle', { cx: 7, cy: 7, r: 4 }],
};

export function Mark({ mark }) {
  const [name, attributes] = SHAPES[mark];
  return h('svg', { class: `mark ${mark}`, viewBox: '0 0 14 14', 'aria-hidden': 'true' }, h(name, attributes));
}

/** A mark with its word. */
export const Status = ({ mark, word }) =>
  h('span', { class: `status ${mark}` }, h(Mark, { mark }), h('span', {}, word));

/** A command or a value with a button that copies it. */
export const Copyable = ({ text, label }) =>
  h('div', { class: 'copyable' }, h('code', {}, text), h(Copy, { text, label }));

export class Copy extends Component {
  state = { word: 'Copy' };

  copy = async () => {
    const word = await navigator.clipboard.writeText(this.props.text).then(
      () => 'Copied',
      () => 'Not copied',
    );
    this.setState({ word });
    update({ announcement: `${word}: ${this.props.label}.` });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setState({ word: 'Copy' }), 2000);
  };

  componentWillUnmount() {
    clearTimeout(this.timer);
  }

  render({ label }, { word }) {
    return h('button', { type: 'button', class: 'small', onClick: this.copy, 'aria-label': `${word} ${label}` }, word);
  }
}

/** Text with commands between backticks. */
export const Prose = ({ text }) =>
  text.split('`').map((part, index) => (index % 2 === 0 ? part : h('code', { key: index }, part)));

/** A list of names and values. Entries without a value are left out. */
export const Facts = ({ entries }) =>
  h(
    'dl',
    { class: 'facts' },
    entries
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => h('div', { key: name }, h('dt', {}, name), h('dd', {}, value))),
  );

/** The panel beside the picture and beside the matrix. On a narrow page it is below them, so that a selection scrolls to it. */
export class Panel extends Component {
  componentDidUpdate({ selection }) {
    if (this.props.selection && this.props.selection !== selection) this.show();
  }

  componentDidMount() {
    if (this.props.selection) this.show();
  }

  show() {
    if (matchMedia('(min-width: 70rem)').matches) return;
    const smooth = matchMedia('(prefers-reduced-motion: no-preference)').matches;
    this.element.scrollIntoView({ block: 'start', behavior: smooth ? 'smooth' : 'auto' });
  }

  render({ title, subtitle, back, children }) {
    return h(
      'aside',
      {
        class: 'panel',
        'aria-label': 'Details',
        ref: (element) => {
          this.element = element;
        },
      },
      h(
        'div',
        { class: 'panel-head' },
        h('div', {}, h('h2', { tabIndex: -1 }, title), subtitle && h('p', { class: 'faint' }, subtitle)),
        back && h('a', { class: 'close', href: back, 'aria-label': 'Close the details' }, '×'),
      ),
      children,
    );
  }
}
