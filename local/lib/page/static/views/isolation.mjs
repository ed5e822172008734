// The section "Isolation": which service reaches which part, and why.

import { h } from '../preact.mjs';
import { link } from '../route.mjs';
import { ArrowKeys } from './arrow-keys.mjs';
import { ACCESS, accessOf, Matrix } from './matrix.mjs';
import { Panel } from './pieces.mjs';

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
