import { setTimeout as delay } from 'node:timers/promises';
import amqp from 'amqplib';
import { log } from './log.mjs';
import { readLogin } from './login.mjs';

const { BROKER_ENDPOINT, BROKER_SECRET_ARN, BROKER_PREFIX, BROKER_EXCHANGE } = process.env;
const PAUSE_MS = { first: 500, last: 10_000 };
/** The attempts to handle a message before it goes back into the queue, which counts its deliveries. */
const ATTEMPTS = 10;

/** The channel of the connection that is open now. */
let current;

/** Connects, and again whenever the connection ends. `prepare` declares queues, and takes messages from them. */
export async function stayConnected(prepare, signal, onFailure = () => {}) {
  for (let pause = PAUSE_MS.first; !signal.aborted; pause = Math.min(2 * pause, PAUSE_MS.last)) {
    try {
      const connection = await connect();
      const closed = new Promise((resolve) => connection.once('close', resolve));
      const close = () => connection.close().catch(() => {}); // the broker may have closed it
      connection.once('close', () => signal.removeEventListener('abort', close));
      signal.addEventListener('abort', close);
      try {
        current = await openChannel(connection);
        await prepare(current);
        pause = PAUSE_MS.first;
      } catch (error) {
        await close();
        throw error;
      }
      await closed;
    } catch (error) {
      log('The broker cannot be used.', { error: error.message });
      onFailure(error);
    }
    await delay(pause, undefined, { signal }).catch(() => {}); // aborted
  }
}

/** Publishes an event of the service, for example `order.placed`, and waits until the broker has it in a queue. */
export async function publish(event, content, messageId) {
  if (!current) throw new Error('The broker is not connected.');
  const body = Buffer.from(JSON.stringify(content));
  const { returned } = current;
  const routingKey = `${BROKER_PREFIX}${event}`;
  await new Promise((resolve, reject) => {
    const options = { persistent: true, mandatory: true, messageId, contentType: 'application/json' };
    current.publish(BROKER_EXCHANGE, routingKey, body, options, (error) => (error ? reject(error) : resolve()));
  });
  if (returned.delete(messageId)) throw new Error(`No queue takes ${routingKey}.`);
  return { exchange: BROKER_EXCHANGE, routingKey, messageId };
}

/** Takes the events of other services, each bound by { publisher, event }, from a queue of this one. */
export async function consume(channel, queue, bindings, handle) {
  const name = `${BROKER_PREFIX}${queue}`;
  await channel.assertQueue(name, { arguments: { 'x-queue-type': 'quorum' } });
  for (const { publisher, event } of bindings) {
    await channel.bindQueue(name, `${publisher}.events`, `${publisher}.${event}`);
  }
  await channel.prefetch(10);
  return channel.consume(name, async (message) => {
    if (message === null) return channel.close().catch(() => {}); // the queue is gone: connects again, and declares it
    const content = parse(message);
    if (content === undefined) return channel.nack(message, false, false);
    await settle(channel, message, () => handle(content, message, name));
  });
}

/** Returns the content of a message, or undefined if it is no JSON: such a message goes to the dead letters at once. */
function parse({ content, properties }) {
  try {
    return JSON.parse(content.toString());
  } catch {
    log('A message is no JSON.', { messageId: properties.messageId });
    return undefined;
  }
}

/** Acknowledges a message when its work is done. */
async function settle(channel, message, work) {
  for (let attempt = 1; channel === current; attempt += 1) {
    try {
      await work();
      if (channel === current) channel.ack(message); // otherwise the broker delivers it again
      return;
    } catch (error) {
      log('A message was not handled.', { messageId: message.properties.messageId, attempt, error: error.message });
      if (attempt === ATTEMPTS && channel === current) return channel.nack(message);
      await delay(Math.min(PAUSE_MS.first * 2 ** attempt, PAUSE_MS.last));
    }
  }
}

/** Connects with the login that the secret has now. */
async function connect() {
  const { username, password } = await readLogin(BROKER_SECRET_ARN);
  const { hostname, port } = new URL(BROKER_ENDPOINT);
  const address = { protocol: 'amqps', hostname, port, vhost: '/', heartbeat: 30 };
  const connection = await amqp.connect({ ...address, username, password }, { noDelay: true, timeout: 10_000 });
  connection.on('error', (error) => log('The connection failed.', { error: error.message })); // the event close follows
  return connection;
}

/** Opens a channel with confirms. If the broker closes it, the connection is closed, too. */
async function openChannel(connection) {
  const channel = await connection.createConfirmChannel();
  channel.on('error', (error) => log('The broker closed the channel.', { error: error.message }));
  channel.on('close', () => {
    if (current === channel) current = undefined; // nothing can be acknowledged any more
    connection.close().catch(() => {}); // it may be closed already
  });
  channel.returned = new Set();
  channel.on('return', ({ properties }) => channel.returned.add(properties.messageId));
  return channel;
}
