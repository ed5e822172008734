// The broker, which all services share: the login of one service with the exchange and a queue of another one.

import amqp from 'amqplib';
import { authorities } from './authorities.mjs';

const part = {
  uses: ({ BROKER_ENDPOINT }) => BROKER_ENDPOINT !== undefined,
  mayTry: ({ BROKER_PASSWORD }) => BROKER_PASSWORD !== undefined,
  isRefusal: ({ message }) => /ACCESS.REFUSED/.test(message),
};

export const exchange = {
  ...part,
  tried: 'publish to its exchange',
  work: (mine, { BROKER_EXCHANGE, BROKER_PREFIX }) =>
    withChannel(mine, async (channel) => {
      channel.publish(BROKER_EXCHANGE, `${BROKER_PREFIX}attempt`, Buffer.from('{}')); // no queue takes it
      await channel.waitForConfirms();
    }),
};

/** The queue of dead letters, which every service has. What is taken from it returns with the end of the channel. */
export const queue = {
  ...part,
  tried: 'read its queue',
  work: (mine, { BROKER_PREFIX }) => withChannel(mine, (channel) => channel.get(`${BROKER_PREFIX}dlq`)),
};

/** A queue that does not exist: only a login that may configure the queues of the service can delete it. */
export const deletedQueue = {
  ...part,
  tried: 'delete its queue',
  work: (mine, { BROKER_PREFIX }) => withChannel(mine, (channel) => channel.deleteQueue(`${BROKER_PREFIX}attempt`)),
};

/** Does work with a channel. The broker closes the channel of refused work, and says why in an event. */
async function withChannel(mine, work) {
  const { hostname, port } = new URL(mine.BROKER_ENDPOINT);
  const { BROKER_USERNAME: username, BROKER_PASSWORD: password } = mine;
  const address = { protocol: 'amqps', hostname, port, vhost: '/', username, password };
  const connection = await amqp.connect(address, { noDelay: true, ca: authorities(mine), timeout: 10_000 });
  connection.on('error', () => {}); // what waits for an answer fails too
  try {
    const channel = await connection.createConfirmChannel();
    const closed = new Promise((_, reject) => channel.once('error', reject));
    closed.catch(() => {}); // also when the work is done
    await Promise.race([
      work(channel).catch((error) => (/closed/i.test(error.message) ? closed : Promise.reject(error))),
      closed,
    ]);
  } finally {
    await connection.close().catch(() => {}); // the broker may have closed it
  }
}
