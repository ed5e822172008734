// The section "Platform": the picture, and beside it the details of the selection, else of the emulator.

import { h } from '../preact.mjs';
import { link } from '../route.mjs';
import { deploymentMark, partStatus } from '../status.mjs';
import { PartDetails, ServiceDetails } from './details.mjs';
import { Picture } from './picture.mjs';
import { Copyable, Facts, Panel, Status } from './pieces.mjs';

export function Overview({ state, route, secrets }) {
  const { services, parts } = state;
  if (services.length === 0 && parts.length === 0) return h(NotDeployed, { state });
  const service = services.find(({ name }) => name === route.service);
  const part = parts.find(({ id }) => id === route.part);
  const selected = service || part ? { service: service?.name, part: part?.id } : undefined;
  return h(
    'div',
    { class: 'with-panel' },
    h(
      'section',
      { class: 'card', 'aria-labelledby': 'platform-title' },
      h('h2', { id: 'platform-title' }, 'Services, stores and shared parts'),
      h(Picture, { services, parts, selected }),
    ),
    service && h(ServiceDetails, { key: service.name, service, parts, secrets }),
    part && h(PartDetails, { key: part.id, part, services }),
    !selected && h(Summary, { key: 'summary', state, missing: route.service ?? route.part }),
  );
}

const NotDeployed = ({ state }) =>
  h(
    'section',
    { class: 'card empty' },
    h('h2', {}, 'The platform is not deployed yet'),
    h('p', {}, 'This page shows the platform as soon as its first stack is deployed.'),
    h(StackList, { stacks: state.stacks }),
  );

function Summary({ state, missing }) {
  const { emulator, app, services, parts, stacks } = state;
  const engines = parts.filter(({ engine }) => engine);
  const running = engines.filter((part) => partStatus(part).mark === 'good');
  return h(
    Panel,
    { title: 'This platform', subtitle: missing && `There is no “${missing}” in it.` },
    h(Facts, {
      entries: [
        ['Services', services.length],
        ['Stores and parts', parts.length],
        ['Engines', `${running.length} of ${engines.length} running`],
        ['App', h('code', {}, app)],
        ['Account', h('code', {}, emulator.account)],
        ['Region', h('code', {}, emulator.region)],
      ],
    }),
    h('h3', {}, 'Endpoint of the AWS APIs'),
    h(Copyable, { text: emulator.endpoint, label: 'the endpoint of the AWS APIs' }),
    h('h3', {}, 'Stacks'),
    h(StackList, { stacks }),
    h('h3', {}, 'Marks'),
    h(
      'ul',
      { class: 'plain marks' },
      h('li', {}, h(Status, { mark: 'good', word: 'running: its engine answers' })),
      h('li', {}, h(Status, { mark: 'wait', word: 'being created or changed' })),
      h('li', {}, h(Status, { mark: 'bad', word: 'stopped or failed' })),
      h('li', {}, h(Status, { mark: 'quiet', word: 'no engine: nothing listens there' })),
    ),
  );
}

export const StackList = ({ stacks }) =>
  stacks.length === 0
    ? h('p', { class: 'faint' }, 'No stack is deployed.')
    : h(
        'ul',
        { class: 'plain stacks' },
        stacks.map(({ name, status, resources, updated }) =>
          h(
            'li',
            { key: name },
            h('a', { href: link.section('events') }, name),
            h(Status, { mark: deploymentMark(status), word: status }),
            h('span', { class: 'faint' }, `${resources} resources, updated `, h(Time, { time: updated })),
          ),
        ),
      );

export const Time = ({ time }) => {
  const date = new Date(time);
  return h('time', { dateTime: time, title: date.toLocaleString() }, date.toLocaleTimeString());
};
