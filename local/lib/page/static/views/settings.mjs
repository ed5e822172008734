// The settings and secrets that a program of a service gets.

import { h } from '../preact.mjs';
import { hideSecret, hideSecrets, showSecrets } from '../secrets.mjs';
import { Copy, Copyable } from './pieces.mjs';

const Hidden = () => [
  h('span', { 'aria-hidden': 'true' }, '••••••••••••'),
  h('span', { class: 'visually-hidden' }, 'hidden'),
];

export const Settings = ({ settings }) =>
  settings.length > 0 &&
  h(
    'div',
    {},
    h('h3', {}, 'Settings'),
    h(
      'dl',
      { class: 'settings' },
      settings.map(({ name, value }) =>
        h('div', { key: name }, h('dt', {}, name), h('dd', {}, h(Copyable, { text: value, label: name }))),
      ),
    ),
  );

/** `shown` has the values that the user asked for. */
export const Secrets = ({ service, shown }) =>
  service.secrets.length > 0 &&
  h(
    'div',
    {},
    h(
      'div',
      { class: 'heading-with-button' },
      h('h3', {}, 'Secrets'),
      h(AllSecrets, { service, some: shown && Object.keys(shown.values).length > 0 }),
    ),
    shown?.problem && h('p', { class: 'note bad', role: 'alert' }, shown.problem),
    h(
      'dl',
      { class: 'settings' },
      service.secrets.map((secret) =>
        h(Secret, { key: secret.name, service: service.name, ...secret, value: shown?.values[secret.name] }),
      ),
    ),
  );

const AllSecrets = ({ service, some }) =>
  h(
    'button',
    { type: 'button', class: 'small', onClick: () => (some ? hideSecrets() : showSecrets(service.name)) },
    some ? 'Hide all' : 'Show all',
  );

function Secret({ service, name, secret, field, value }) {
  const hidden = value === undefined;
  return h(
    'div',
    {},
    h('dt', {}, name),
    h(
      'dd',
      {},
      h(
        'div',
        { class: 'copyable' },
        h('code', {}, hidden ? h(Hidden) : value),
        !hidden && h(Copy, { key: 'copy', text: value, label: name }),
        h(
          'button',
          {
            key: 'show',
            type: 'button',
            class: 'small',
            'aria-label': `${hidden ? 'Show' : 'Hide'} ${name}`,
            onClick: () => (hidden ? showSecrets(service, name) : hideSecret(name)),
          },
          hidden ? 'Show' : 'Hide',
        ),
      ),
      h('p', { class: 'faint' }, field ? `Field “${field}” of ${secret}` : secret),
    ),
  );
}
