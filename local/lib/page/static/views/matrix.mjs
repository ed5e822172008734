// The matrix of isolation: a table with a row for each service, a column for each part, and a button in each cell.

import { h } from '../preact.mjs';
import { link } from '../route.mjs';

/** The word of a cell with its meaning. */
export const ACCESS = {
  login: { word: 'login', meaning: 'network access and a login of its own' },
  iam: { word: 'IAM', meaning: 'access by IAM permissions' },
  open: { word: 'open', meaning: 'network access, and no login is needed' },
  network: { word: 'port', meaning: 'network access alone: it has no login' },
  blocked: { word: 'key', meaning: 'a login alone: the network does not admit it' },
  none: { word: '–', meaning: 'no access' },
};

export function accessOf({ reaches, network, login }) {
  if (reaches) return { IAM: 'iam', none: 'open' }[login] ?? 'login';
  if (network) return 'network';
  return login === 'none' ? 'none' : 'blocked';
}

export const Matrix = ({ rows, parts, route, stop }) =>
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
