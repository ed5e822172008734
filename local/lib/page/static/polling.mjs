// Reads the state every two seconds, and the log that is on the page.

import { model, update } from './model.mjs';
import { changesBetween } from './status.mjs';

const INTERVAL = 2000;
const TIMEOUT = 10_000;
const SLOW = 'The state of the platform was not read within 10 seconds.';

/** Runs as long as the page is open. */
export async function startPolling() {
  addEventListener('hashchange', readLog);
  for (;;) {
    await Promise.all([readState(), readLog()]);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}

async function readState() {
  try {
    const response = await get('state.json');
    if (!response.ok) return update({ problem: await reason(response), connected: true });
    const state = await response.json();
    update({ state, problem: undefined, connected: true, ...announcement(model.state, state) });
  } catch (error) {
    if (error.name === 'TimeoutError') return update({ problem: SLOW, connected: true });
    // The request itself failed: no server listens at this address.
    update({ connected: false });
  }
}

function announcement(before, state) {
  const changes = before ? changesBetween(before, state) : [];
  return changes.length > 0 ? { announcement: changes.join(' ') } : {};
}

async function readLog() {
  const { log: name, section } = model.route;
  if (section !== 'logs' || !name) return;
  try {
    const response = await get(`logs/${encodeURIComponent(name)}`);
    const text = await response.text();
    // Another log can have been chosen in the meantime.
    if (model.route.log !== name) return;
    if (response.ok) update({ log: { name, text } });
    else update({ log: { name, text: '', problem: response.status === 404 ? 'There is no log of this name.' : text } });
  } catch {
    // The state's own request reports that the server does not answer.
  }
}

async function reason(response) {
  if (response.status !== 500) return 'This address is not valid any more. Run `npx @org/ecommerce-local open`.';
  return `The state of the platform cannot be read: ${(await response.text()).trim()}`;
}

const get = (path) => fetch(path, { signal: AbortSignal.timeout(TIMEOUT) });
