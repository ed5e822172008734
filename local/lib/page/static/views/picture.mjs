// The picture of the platform: a row for each service, its own store on the left, the shared parts as columns on the right.
// A line runs from the service to the last shared part that it uses, with a dot on each one that it has access to.

import { Fragment, h } from '../preact.mjs';
import { link } from '../route.mjs';
import { partStatus, serviceStatus } from '../status.mjs';
import { ArrowKeys } from './arrow-keys.mjs';
import { Mark } from './pieces.mjs';

export function Picture({ services, parts, selected }) {
  const lanes = parts.filter(({ shared }) => shared);
  const keys = [...services.flatMap((service) => nodesOf(service, parts)), ...lanes.map(({ id }) => `part:${id}`)];
  return h(
    Fragment,
    {},
    h(
      'p',
      { class: 'hint', id: 'picture-hint' },
      'A dot marks a shared part that the service has access to. Select a service or a part for its details. ',
      h('span', { class: 'keys' }, 'The arrow keys move, Enter selects.'),
    ),
    h(ArrowKeys, {
      class: ['picture', selected && 'selecting', lanes.length > 5 && 'wide'].filter(Boolean).join(' '),
      role: 'group',
      'aria-label': 'Services, stores and shared parts',
      'aria-describedby': 'picture-hint',
      style: { '--services': services.length, '--lanes': lanes.length },
      keys,
      initial: selected && (selected.service ? `service:${selected.service}` : `part:${selected.part}`),
      draw: (stop) => drawing({ services, parts, lanes, selected, stop }),
    }),
  );
}

const nodesOf = ({ name, store }, parts) => [
  ...(parts.some(({ id }) => id === store) ? [`part:${store}`] : []),
  `service:${name}`,
];

function drawing({ services, parts, lanes, selected, stop }) {
  const touched = touchedBy(selected, services);
  return [
    h('span', { key: 'stores', class: 'column-title store-column' }, 'Own stores'),
    h('span', { key: 'services', class: 'column-title service-column' }, 'Services'),
    ...services.map((service, row) =>
      h(Row, { key: `row:${service.name}`, service, row, parts, lanes, selected, touched, stop }),
    ),
    ...lanes.map((part, lane) => h(Lane, { key: `lane:${part.id}`, part, lane, selected, touched, stop })),
  ];
}

/** The names and ids that stand out with the selection. */
function touchedBy(selected, services) {
  if (!selected) return new Set();
  const using = ({ name, store, parts }) =>
    selected.service === name || selected.part === store || parts.includes(selected.part);
  const touched = services.filter(using);
  const reached = selected.service ? touched.flatMap(({ store, parts }) => [store, ...parts]) : [selected.part];
  return new Set([...touched.map(({ name }) => `service:${name}`), ...reached]);
}

function Row({ service, row, parts, lanes, selected, touched, stop }) {
  const { name } = service;
  const store = parts.find(({ id }) => id === service.store);
  const used = lanes.map(({ id }, lane) => ({ id, lane })).filter(({ id }) => service.parts.includes(id));
  const stands = (id) => touched.has(`service:${name}`) && touched.has(id);
  const style = { '--row': row };
  return h(
    Fragment,
    {},
    store &&
      h(
        'a',
        {
          ...node('store', store.id, link.part(store.id), selected?.part === store.id, touched),
          style,
          ...stop(`part:${store.id}`),
        },
        h('strong', {}, store.kind),
        h(Words, { status: partStatus(store), detail: version(store), of: ` of ${name}` }),
      ),
    store && h('span', { class: `wire own${stands(store.id) ? ' stands' : ''}`, style }),
    h(
      'a',
      {
        ...node('service', `service:${name}`, link.service(name), selected?.service === name, touched),
        style,
        ...stop(`service:${name}`),
      },
      h('strong', {}, name),
      h(Words, { status: serviceStatus(service, parts) }),
    ),
    used.map(({ id, lane }) =>
      h('span', { key: id, class: `wire${stands(id) ? ' stands' : ''}`, style: { ...style, '--lane': lane } }),
    ),
    used.map(({ id, lane }) =>
      h('span', { key: `dot ${id}`, class: `dot${stands(id) ? ' stands' : ''}`, style: { ...style, '--lane': lane } }),
    ),
  );
}

function Lane({ part, lane, selected, touched, stop }) {
  return h(
    'a',
    {
      ...node('lane', part.id, link.part(part.id), selected?.part === part.id, touched),
      style: { '--lane': lane },
      ...stop(`part:${part.id}`),
    },
    h(
      'span',
      { class: 'lane-head' },
      h('strong', {}, part.name),
      h(Words, { status: partStatus(part) }),
      h('span', { class: 'detail' }, version(part)),
    ),
  );
}

const node = (kind, key, href, current, touched) => ({
  class: `node ${kind}${touched.has(key) ? ' touched' : ''}`,
  href,
  'aria-current': current ? 'true' : undefined,
});

const Words = ({ status: { mark, word }, detail, of }) =>
  h(
    'span',
    { class: `words ${mark}` },
    h(Mark, { mark }),
    h('span', {}, h('span', { class: 'word' }, word), detail && h('span', { class: 'detail' }, ` · ${detail}`)),
    of && h('span', { class: 'visually-hidden' }, of),
  );

const version = ({ engine }) => engine?.version;
