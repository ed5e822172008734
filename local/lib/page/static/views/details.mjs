// The details of a service and of a part, in the panel beside the picture.

import { Fragment, h } from '../preact.mjs';
import { link } from '../route.mjs';
import { partStatus, serviceStatus } from '../status.mjs';
import { Copyable, Facts, Panel, Status } from './pieces.mjs';
import { Secrets, Settings } from './settings.mjs';

export function ServiceDetails({ service, parts, secrets }) {
  const used = [service.store, ...service.parts].map((id) => parts.find((part) => part.id === id)).filter(Boolean);
  return h(
    Panel,
    { title: service.name, subtitle: 'Service', back: link.section('platform'), selection: `service:${service.name}` },
    h(Facts, { entries: [['State', h(Status, serviceStatus(service, parts))]] }),
    h('h3', {}, 'Run a program with its settings and secrets'),
    h(Copyable, { text: service.run, label: 'the command that runs a program' }),
    h('h3', {}, 'Uses'),
    h(
      'ul',
      { class: 'plain uses' },
      used.map((part) =>
        h('li', { key: part.id }, h('a', { href: link.part(part.id) }, part.name), h(Status, partStatus(part))),
      ),
    ),
    h(Secrets, { service, shown: secrets?.service === service.name ? secrets : undefined }),
    h(Settings, { settings: service.settings }),
  );
}

export function PartDetails({ part, services }) {
  const { name, kind, endpoint, engine, connect, log } = part;
  return h(
    Panel,
    { title: name, subtitle: kind, back: link.section('platform'), selection: `part:${part.id}` },
    h(Facts, {
      entries: [
        ['State', h(Status, partStatus(part))],
        ['Engine', engine ? h(Fragment, {}, `${engine.name} ${engine.version}`, h(Requested, engine)) : 'none'],
        ['Endpoint', endpoint && h(Copyable, { text: endpoint, label: 'the endpoint' })],
        ['Log', log && h('a', { href: link.log(log) }, `Log of ${log}`)],
      ],
    }),
    partStatus(part).mark === 'quiet' &&
      h(
        'p',
        { class: 'note' },
        'No engine runs behind it, so that nothing answers on its endpoint. Its AWS API works.',
      ),
    connect.length > 0 && h('h3', {}, 'Connect'),
    connect.map(({ title, command }) =>
      h(
        'div',
        { key: title },
        h('p', { class: 'faint' }, title),
        h(Copyable, { text: command, label: `the command for ${title}` }),
      ),
    ),
    h('h3', {}, part.shared ? `Used by ${part.services.length} services` : 'Used by'),
    h(
      'ul',
      { class: 'plain chips' },
      part.services.map((service) =>
        h(
          'li',
          { key: service },
          services.some((it) => it.name === service) ? h('a', { href: link.service(service) }, service) : service,
        ),
      ),
    ),
  );
}

/** Nothing for 18.4 where the template asks for 18.4 or for any 18. */
const Requested = ({ version, requestedVersion }) =>
  requestedVersion && !`${version}.`.startsWith(`${requestedVersion}.`)
    ? h('span', { class: 'note' }, `The template asks for ${requestedVersion}.`)
    : null;
