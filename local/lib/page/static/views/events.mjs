// The section "Events": the stacks and the events of the last deployment, failures first.

import { update } from '../model.mjs';
import { h } from '../preact.mjs';
import { deploymentMark, isFailure } from '../status.mjs';
import { StackList, Time } from './overview.mjs';
import { Status } from './pieces.mjs';

export function Events({ state, failuresOnly }) {
  const failures = state.events.filter(isFailure);
  const shown = failuresOnly && failures.length > 0 ? failures : state.events;
  return h(
    'div',
    { class: 'stack' },
    failures.length > 0 && h(Failures, { failures }),
    h(
      'section',
      { class: 'card', 'aria-labelledby': 'stacks-title' },
      h('h2', { id: 'stacks-title' }, 'Stacks'),
      h(StackList, state),
    ),
    h(
      'section',
      { class: 'card', 'aria-labelledby': 'events-title' },
      h(
        'div',
        { class: 'heading-with-button' },
        h('h2', { id: 'events-title' }, 'Events of the last deployment'),
        failures.length > 0 && h(Filter, { failuresOnly }),
      ),
      shown.length === 0 ? h('p', { class: 'faint' }, 'There are no events.') : h(EventTable, { events: shown }),
    ),
  );
}

/** The earliest first: it usually caused the others. */
const Failures = ({ failures }) =>
  h(
    'section',
    { class: 'card failures', 'aria-labelledby': 'failures-title' },
    h(
      'h2',
      { id: 'failures-title' },
      failures.length === 1 ? 'The deployment failed' : 'The deployment failed: the earliest failure first',
    ),
    h(
      'ol',
      { class: 'plain' },
      failures
        .filter(({ reason }) => reason)
        .reverse()
        .map((event) =>
          h(
            'li',
            { key: keyOf(event) },
            h('p', {}, h('strong', {}, event.resource), ' ', h('span', { class: 'faint' }, event.type)),
            h('p', { class: 'reason' }, event.reason),
          ),
        ),
    ),
  );

const Filter = ({ failuresOnly }) =>
  h(
    'div',
    { class: 'filter', role: 'group', 'aria-label': 'Filter' },
    [
      ['All', false],
      ['Failures', true],
    ].map(([word, value]) =>
      h(
        'button',
        {
          key: word,
          type: 'button',
          class: 'small',
          'aria-pressed': String(failuresOnly === value),
          onClick: () => update({ failuresOnly: value }),
        },
        word,
      ),
    ),
  );

const COLUMNS = ['Time', 'Stack', 'Resource', 'Type', 'Status', 'Reason'];

/** The roles are explicit: browsers drop those of a table whose rows are cards on a phone. */
const EventTable = ({ events }) =>
  h(
    'table',
    { class: 'events', role: 'table' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        COLUMNS.map((title) => h('th', { key: title, scope: 'col', role: 'columnheader' }, title)),
      ),
    ),
    h(
      'tbody',
      {},
      events.map((event) => h(EventRow, { key: keyOf(event), event })),
    ),
  );

function EventRow({ event }) {
  const { time, stack, resource, type, status, reason } = event;
  const cells = [
    h(Time, { time }),
    stack,
    resource,
    type,
    h(Status, { mark: deploymentMark(status), word: status }),
    reason,
  ];
  return h(
    'tr',
    { role: 'row' },
    cells.map((content, column) =>
      h('td', { key: COLUMNS[column], role: 'cell', 'data-column': COLUMNS[column] }, content),
    ),
  );
}

const keyOf = ({ time, stack, resource, status }) => `${time} ${stack} ${resource} ${status}`;
