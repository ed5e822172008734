// Secrets are on the page only after the user asked for them, and for a minute.

import { model, update } from './model.mjs';

const SHOWN_FOR = 60_000;

let timer;

/** Shows one secret of a service, or all of them without a name. The others that the answer contains are not kept. */
export async function showSecrets(service, name) {
  const route = model.route;
  const answer = await fetch(`secrets/${encodeURIComponent(service)}`, { method: 'POST' }).catch(() => undefined);
  // The user has left the service in the meantime.
  if (model.route !== route) return;
  if (!answer?.ok) {
    const reason = answer ? (await answer.text()).trim() : 'The page’s server does not answer.';
    return update({ secrets: { service, values: {}, problem: `The secrets cannot be read: ${reason}` } });
  }
  const values = await answer.json();
  const shown = name === undefined ? values : { ...model.secrets?.values, [name]: values[name] };
  clearTimeout(timer);
  timer = setTimeout(hideSecrets, SHOWN_FOR);
  update({ secrets: { service, values: shown }, announcement: 'The secrets are shown for a minute.' });
}

export function hideSecrets() {
  clearTimeout(timer);
  if (model.secrets) update({ secrets: undefined, announcement: 'The secrets are hidden.' });
}

export function hideSecret(name) {
  const { [name]: _, ...values } = model.secrets.values;
  update({ secrets: { ...model.secrets, values } });
}
