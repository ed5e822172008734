// The frame of the page: its head with the sections, the messages, and the section that the address names.

import { look } from '../look.mjs';
import { update } from '../model.mjs';
import { Component, h } from '../preact.mjs';
import { link, SECTIONS } from '../route.mjs';
import { isFailure } from '../status.mjs';
import { Events } from './events.mjs';
import { Isolation } from './isolation.mjs';
import { Logs } from './logs.mjs';
import { Overview } from './overview.mjs';
import { Prose, Status } from './pieces.mjs';

const ENDED = 'The emulator has ended. Start it with `npx @org/ecommerce-local up`.';

const LAST_STATE = ' The page shows the last state.';

const VIEWS = { platform: Overview, isolation: Isolation, events: Events, logs: Logs };

export class Frame extends Component {
  componentDidMount() {
    this.componentDidUpdate(this.props);
  }

  componentDidUpdate({ route: before }) {
    const { route, state } = this.props;
    if (route !== before) this.keepFocus();
    const title = SECTIONS.find(({ section }) => section === route.section).title;
    document.title = state ? `${title} · ${appName(state)}` : title;
  }

  /** A followed link that is not on the page any more leaves the focus on the body: the keyboard would start at the top. */
  keepFocus() {
    if (document.activeElement !== document.body) return;
    const target = document.querySelector('.panel h2') ?? document.getElementById('main');
    target.focus({ preventScroll: true });
  }

  render({ state, problem, connected, route, announcement, ...rest }) {
    const alive = connected && state?.emulator.running !== false;
    return h(
      'div',
      { class: 'frame' },
      h(
        'button',
        { type: 'button', class: 'skip', onClick: () => document.getElementById('main').focus() },
        'Skip to content',
      ),
      h(Head, { state, alive, route }),
      h(Messages, { state, problem, alive }),
      h(
        'main',
        { id: 'main', tabIndex: -1 },
        state
          ? h(VIEWS[route.section], { key: route.section, state, route, ...rest })
          : h('p', { class: 'loading' }, 'Reading the state of the platform …'),
      ),
      h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' }, announcement),
    );
  }
}

const appName = ({ app }) => app.split(/[/\\]/).filter(Boolean).at(-1) ?? app;

const Head = ({ state, alive, route }) =>
  h(
    'header',
    { class: 'head' },
    h(
      'div',
      { class: 'head-row' },
      h('h1', {}, h(Logo), h('span', { class: 'app' }, state ? appName(state) : 'Local platform')),
      state && h('span', { class: 'badge' }, state.environment),
      state &&
        h(
          'span',
          { class: 'emulator' },
          h(Status, alive ? { mark: 'good', word: 'emulator running' } : { mark: 'bad', word: 'emulator ended' }),
        ),
      h(LookButton),
    ),
    h(
      'nav',
      { 'aria-label': 'Sections' },
      SECTIONS.map(({ section, title }) =>
        h(
          'a',
          { key: section, href: link.section(section), 'aria-current': section === route.section ? 'page' : undefined },
          title,
          section === 'events' && h(FailureCount, { events: state?.events ?? [] }),
        ),
      ),
    ),
  );

function FailureCount({ events }) {
  const count = events.filter(isFailure).length;
  return count > 0 && h('span', { class: 'count' }, count, h('span', { class: 'visually-hidden' }, ' failures'));
}

const LookButton = () => {
  const other = look.current === 'dark' ? 'Light' : 'Dark';
  const toggle = () => {
    look.toggle();
    update({ announcement: `The page has the ${other.toLowerCase()} look.` });
  };
  return h('button', { type: 'button', class: 'look', onClick: toggle }, `${other} look`);
};

const Logo = () =>
  h(
    'svg',
    { class: 'logo', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    h('rect', { width: 32, height: 32, rx: 8 }),
    h('path', { d: 'M7 11h18M7 21h18' }),
    h('circle', { cx: 12, cy: 11, r: 3.6 }),
    h('circle', { cx: 20, cy: 21, r: 3.6 }),
  );

const Messages = ({ state, problem, alive }) =>
  h(
    'div',
    { class: 'messages', role: 'alert' },
    !alive && h('p', { class: 'message bad' }, h(Prose, { text: ENDED }), state && LAST_STATE),
    alive && problem && h('p', { class: 'message bad' }, h(Prose, { text: problem }), state && LAST_STATE),
    alive && state?.problems.map((text) => h('p', { key: text, class: 'message wait' }, h(Prose, { text }))),
  );
