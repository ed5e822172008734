// What the programs of all services do: they prepare their store, hear events, answer requests, and end on SIGTERM.

import { setTimeout as delay } from 'node:timers/promises';
import { log } from '../connections/log.mjs';
import { kind } from '../stores/kind.mjs';
import { closeCache } from './cache.mjs';
import { Events } from './events.mjs';
import { serve } from './http.mjs';
import { outbox } from './outbox.mjs';

const { PORT = '0' } = process.env;
const STORE = { attempts: 15, pauseMs: 1_000 };
const STOP_MS = 5_000;
const CONNECTION_ERRORS = /ECONN|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|timeout|MongoServerSelectionError|ConnectionError/;

/**
 * Runs the program of a service.
 * @param prepare makes the store ready
 * @param start returns `routes`, what it `hears`, what is `unpublished`, and how it finds the `places` of an order. It gets
 * `publish`, which publishes an event, and `relay`, which publishes what is committed
 */
export async function run(name, { prepare, start }) {
  const messages = await import(`../stores/messages/${kind}.mjs`);
  await whenReachable(async () => {
    await messages.prepare();
    await prepare();
  });
  if (process.argv.includes('--migrate')) process.exit(0);

  const events = new Events(messages);
  const stopped = new AbortController();
  const service = start({ publish: events.publish, relay: () => relay() });
  const relay = events.areOn
    ? outbox(service.unpublished ?? (() => []), publishOnce(events), stopped.signal)
    : () => {};
  await events.hear(service.hears ?? {}, relay);
  const server = await serve({ ...service.routes, 'GET /trace/ID': traceOf(name, service, events) }, Number(PORT));
  console.log(JSON.stringify({ listening: server.address().port }));

  const stop = async () => {
    process.removeAllListeners('SIGTERM');
    stopped.abort();
    server.close();
    await Promise.race([events.stop(), delay(STOP_MS)]);
    closeCache();
    log('The program ends.', { service: name });
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

const publishOnce =
  (events) =>
  async ({ event, content, markPublished }) => {
    await events.publish(event, content);
    await markPublished();
  };

/** Returns the way of an order through the service: what is in its parts now, and the messages. */
const traceOf =
  (name, { places }, events) =>
  async ({ id: order, parameters }) => {
    const [user, sku] = ['user', 'sku'].map((parameter) => parameters.get(parameter) ?? undefined);
    const subjects = [order, user, sku].filter(Boolean);
    const found = [...(await places({ order, user, sku })), ...(await events.places(subjects))];
    return found.map((place) => ({ service: name, ...place }));
  };

/** Waits for the store, which may start later than the program. Any other error ends the program with one sentence. */
async function whenReachable(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const waits = CONNECTION_ERRORS.test(`${error.name} ${error.code} ${error.message}`) && attempt < STORE.attempts;
      log(waits ? 'The store cannot be reached yet.' : 'The store cannot be used.', { error: error.message });
      if (!waits) process.exit(1);
      await delay(STORE.pauseMs);
    }
  }
}
