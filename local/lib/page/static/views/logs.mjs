// The section "Logs": the user chooses a log, and the page follows its end.

import { Component, h } from '../preact.mjs';
import { link } from '../route.mjs';

export const Logs = ({ state, route, log }) =>
  h(
    'div',
    { class: 'logs' },
    h(
      'nav',
      { class: 'log-names card', 'aria-label': 'Logs' },
      state.logs.map((name) =>
        h('a', { key: name, href: link.log(name), 'aria-current': name === route.log ? 'page' : undefined }, name),
      ),
    ),
    h(
      'section',
      { class: 'card log', 'aria-labelledby': 'log-title' },
      h('h2', { id: 'log-title' }, route.log ? `Log of ${route.log}` : 'Logs'),
      route.log
        ? h(Log, { key: route.log, log: log?.name === route.log ? log : undefined })
        : h('p', { class: 'faint' }, 'Select a log. The page follows its end.'),
    ),
  );

class Log extends Component {
  state = { follow: true };

  componentDidMount() {
    this.componentDidUpdate();
  }

  componentDidUpdate() {
    if (this.state.follow && this.box) this.box.scrollTop = this.box.scrollHeight;
  }

  /** Scrolling up stops following; scrolling to the end follows again. */
  scrolled = ({ target }) => {
    const follow = target.scrollHeight - target.scrollTop - target.clientHeight < 8;
    if (follow !== this.state.follow) this.setState({ follow });
  };

  render({ log }, { follow }) {
    if (!log) return h('p', { class: 'faint' }, 'Reading the log …');
    if (log.problem) return h('p', { class: 'note bad' }, log.problem);
    return h(
      'div',
      {},
      h(
        'label',
        { class: 'follow' },
        h('input', {
          type: 'checkbox',
          checked: follow,
          onChange: ({ target }) => this.setState({ follow: target.checked }),
        }),
        ' Follow the end',
      ),
      h(
        'pre',
        {
          tabIndex: 0,
          role: 'region',
          'aria-labelledby': 'log-title',
          onScroll: this.scrolled,
          ref: (element) => {
            this.box = element;
          },
        },
        log.text || 'The log is empty.',
      ),
    );
  }
}
