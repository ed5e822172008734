// The section "Isolation": which service reaches which part, and why.

import { h } from '../preact.mjs';
import { link } from '../route.mjs';
import { ArrowKeys } from './arrow-keys.mjs';
import { Panel } from './pieces.mjs';

/** The word of a cell with its meaning. */
const ACCESS = {
  login: { word: 'login', meaning: 'network access and a login of its own' },
  iam: { word: 'IAM', meaning: 'access by IAM permissions' },
  open: { word: 'open', meaning: 'network access, and no login is needed' },
  network: { word: 'port', meaning: 'network access alone: it has no login' },
  blocked: { word: 'key', meaning: 'a login alone: the network does not admit it' },
  none: { word: '–', meaning: 'no access' },
};

function accessOf({ reaches, network, login }) {
  if (reaches) return { IAM: 'iam', none: 'open' }[login] ?? 'login';
  if (network) return 'network';
  return login === 'none' ? 'none' : 'blocked';
}

export function Isolation({ state, route }) {
  const { parts: ids, rows } = state.isolation;
  if (rows.length === 0) return h('section', { class: 'card empty' }, h('h2', {}, 'The platform is not deployed yet'));
  const all = ids.map((id) => state.parts.find((part) => part.id === id) ?? { id, name: id, shared: true });
  const parts = [...all.filter(({ shared }) => !shared), ...all.filter(({ shared }) => shared)];
  const cell = rows.find(({ service }) => service === route.service)?.cells.find(({ part }) => part === route.part);
  const keys = rows.flatMap(({ service, cells }) => cells.map(({ part }) => `${service} ${part}`));
  return h(
    'div',
    { class: 'with-panel' },
    h(
      'section',
      { class: 'card', 'aria-labelledby': 'isolation-title' },
      h('h2', { id: 'isolation-title' }, 'Access of services to stores and shared parts'),
      h(
        'p',
        { class: 'hint' },
        'Select a cell for its reasons. ',
        h('span', { class: 'keys' }, 'The arrow keys move, Enter selects.'),
      ),
      h(ArrowKeys, {
        class: 'matrix-box',
        role: 'region',
        'aria-labelledby': 'isolation-title',
        keys,
        initial: cell && `${route.service} ${route.part}`,
        draw: (stop) => h(Matrix, { rows, parts, route, stop }),
      }),
      h(Legend, { rows }),
    ),
    h(Reasons, { service: route.service, part: parts.find(({ id }) => id === route.part), cell }),
  );
}

const Matrix = ({ rows, parts, route, stop }) =>
  h(
    'table',
    { class: 'matrix' },
    h(
      'thead',
      {},
      h(Groups, { parts }),
      h(
        'tr',
        {},
        h('td', {}),
        parts.map((part) => h(Column, { key: part.id, part, parts })),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map(({ service, cells }) =>
        h(
          'tr',
          { key: service },
          h('th', { scope: 'row' }, service),
          parts.map((part) => {
            const cell = cells.find((it) => it.part === part.id);
            return h(
              'td',
              { key: part.id, class: firstShared(part, parts) },
              cell && h(Cell, { service, part, cell, route, attributes: stop(`${service} ${part.id}`) }),
            );
          }),
        ),
      ),
    ),
  );

function Groups({ parts }) {
  const groups = [
    { title: 'Stores of', count: parts.filter(({ shared }) => !shared).length },
    { title: 'Shared parts', count: parts.filter(({ shared }) => shared).length, first: true },
  ];
  return h(
    'tr',
    {},
    h('td', {}),
    groups
      .filter(({ count }) => count > 0)
      .map(({ title, count, first }) =>
        h(
          'th',
          { key: title, class: `group${first ? ' first-shared' : ''}`, scope: 'colgroup', colSpan: count },
          h('span', {}, title),
        ),
      ),
  );
}

/** The column of a store has the name of its service. */
const Column = ({ part, parts }) =>
  h(
    'th',
    { scope: 'col', class: firstShared(part, parts), title: part.name },
    h('span', {}, part.shared ? part.name : part.services.join(', ')),
  );

const firstShared = (part, parts) => (part === parts.find(({ shared }) => shared) ? 'first-shared' : undefined);

function Cell({ service, part, cell, route, attributes }) {
  const access = accessOf(cell);
  const { word, meaning } = ACCESS[access];
  return h(
    'button',
    {
      type: 'button',
      class: `cell ${access}`,
      title: `${service}, ${part.name}: ${meaning}`,
      'aria-label': `${service}, ${part.name}: ${meaning}. Show the reasons`,
      'aria-current': route.service === service && route.part === part.id ? 'true' : undefined,
      onClick: () => {
        location.hash = link.cell(service, part.id);
      },
      ...attributes,
    },
    word,
  );
}

/** The words that the matrix contains. */
function Legend({ rows }) {
  const used = new Set(rows.flatMap(({ cells }) => cells.map(accessOf)));
  return h(
    'ul',
    { class: 'plain legend', 'aria-label': 'Legend' },
    Object.entries(ACCESS)
      .filter(([access]) => used.has(access))
      .map(([access, { word, meaning }]) =>
        h('li', { key: access }, h('span', { class: `cell ${access}` }, word), h('span', {}, meaning)),
      ),
  );
}

function Reasons({ service, part, cell }) {
  if (!cell) {
    return h(
      Panel,
      { title: 'Reasons' },
      h('p', {}, 'The matrix is read from the deployed security groups, IAM policies and logins.'),
      h(
        'p',
        { class: 'faint' },
        'Select a cell: the rules and permissions that give or deny the access are listed here.',
      ),
    );
  }
  const access = accessOf(cell);
  return h(
    Panel,
    {
      title: h('span', {}, service, h('span', { class: 'faint' }, ' → '), part.name),
      back: link.section('isolation'),
      selection: `${service} ${part.id}`,
    },
    h(
      'p',
      { class: 'verdict' },
      h('span', { class: `cell ${access}` }, ACCESS[access].word),
      h('span', {}, `${capitalized(ACCESS[access].meaning)}.`),
    ),
    h('h3', {}, 'Reasons'),
    h(
      'ul',
      { class: 'reasons' },
      cell.why.map((text) => h('li', { key: text }, text)),
    ),
    h(
      'p',
      { class: 'links' },
      h('a', { href: link.service(service) }, service),
      h('a', { href: link.part(part.id) }, part.name),
    ),
  );
}

const capitalized = (text) => text[0].toUpperCase() + text.slice(1);
