// A client for each part of a platform. It works with the login of one service, and with the things of the same service or of
// another one.

import amqp from 'amqplib';
import Valkey from 'iovalkey';
import { MongoClient } from 'mongodb';
import pg from 'pg';
import { clientOf } from './search-domain.mjs';

const PORT_OF_DOCUMENTS = '27017';

/** Does a little work in a part. `theirs` are the settings of the service to which the things belong. */
export const WORK = {
  database: async (credentials, theirs) => {
    const isDocuments = theirs.DATABASE_PORT === PORT_OF_DOCUMENTS;
    await (isDocuments ? insertDocument : writeRow)(credentials, theirs);
  },

  async broker(credentials, theirs) {
    await withBroker(credentials, theirs, async (channel) => {
      const queue = `${theirs.BROKER_PREFIX}work`;
      await channel.assertQueue(queue);
      await channel.bindQueue(queue, theirs.BROKER_EXCHANGE, '#');
      channel.publish(theirs.BROKER_EXCHANGE, `${theirs.BROKER_PREFIX}placed`, Buffer.from('an event'));
      await channel.waitForConfirms();
    });
  },

  async cache({ username, password }, { CACHE_ENDPOINT: host, CACHE_PORT: port, CACHE_KEY_PREFIX: prefix }) {
    const options = { lazyConnect: true, enableReadyCheck: false, retryStrategy: null, disableClientInfo: true };
    const client = new Valkey({ host, port: Number(port), tls: {}, ...options });
    client.on('error', () => {}); // each command rejects too
    try {
      await client.connect();
      await client.auth(username, password);
      await client.set(`${prefix}key`, 'a value');
    } finally {
      client.disconnect();
    }
  },

  async search(roleArn, { SEARCH_ENDPOINT: endpoint, service }) {
    const send = await clientOf(endpoint, roleArn);
    const { status, content } = await send('PUT', `/${service}/_doc/1`, { text: 'a document' });
    if (status >= 300) throw new Error(`${status}: ${JSON.stringify(content)}`);
  },
};

/** PostgreSQL's codes for a login that it refuses, and MongoDB's. */
const CODES = ['28000', '28P01', 18];
const MESSAGES = /^NOPERM|^WRONGPASS|ACCESS.REFUSED|^403: .*security_exception/;

export const isRefusal = ({ code, message }) => CODES.includes(code) || MESSAGES.test(message);

async function writeRow(
  { username: user, password },
  { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: database },
) {
  const client = new pg.Client({ host, port: Number(port), database, user, password, ssl: {} });
  await client.connect();
  try {
    await client.query('CREATE TEMPORARY TABLE work AS SELECT 1');
  } finally {
    await client.end();
  }
}

async function insertDocument(auth, { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: database }) {
  const client = new MongoClient(`mongodb://${host}:${port}`, { auth, tls: true, directConnection: true });
  try {
    await client.db(database).collection('work').insertOne({ text: 'a document' });
  } finally {
    await client.close();
  }
}

/** Does work with a channel. The broker closes the channel of refused work, and tells why. */
async function withBroker({ username, password }, { BROKER_ENDPOINT }, work) {
  const { hostname, port } = new URL(BROKER_ENDPOINT);
  const options = { protocol: 'amqps', hostname, port, username, password, vhost: '/' };
  const connection = await amqp.connect(options, { noDelay: true });
  connection.on('error', () => {}); // what waits for an answer fails too
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => {});
    return await work(channel);
  } finally {
    await connection.close().catch(() => {}); // the broker may have closed it
  }
}

/** Returns the number of messages that wait in the queue of a service. */
export const messagesOf = (credentials, own) =>
  withBroker(credentials, own, async (channel) => {
    const { messageCount } = await channel.assertQueue(`${own.BROKER_PREFIX}work`);
    return messageCount;
  });
