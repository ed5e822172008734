import assert from 'node:assert/strict';
import { EventEmitter, getEventListeners } from 'node:events';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import amqp from 'amqplib';

Object.assign(process.env, {
  BROKER_ENDPOINT: 'amqps://broker:5671',
  BROKER_PREFIX: 'a.',
  BROKER_EXCHANGE: 'a.events',
  AWS_REGION: 'us-east-1',
});
const { consume, publish, stayConnected } = await import('../../connections/broker.mjs');

/** A channel that throws after its end, as those of amqplib do. */
class Channel extends EventEmitter {
  isOpen = true;
  settled = [];
  assertQueue = async () => {};
  bindQueue = async () => {};
  prefetch = async () => {};
  consume = async (_, deliver) => Object.assign(this, { deliver });
  ack = (message) => this.#settle('ack', message);
  nack = (message, _, requeue = true) => this.#settle(requeue ? 'requeue' : 'dead letter', message);

  #settle(how, message) {
    if (!this.isOpen) throw new Error('Channel closed');
    this.settled.push([how, message.properties.messageId]);
  }

  end() {
    this.isOpen = false;
    this.emit('close');
  }
}

class Connection extends EventEmitter {
  channel = new Channel();
  createConfirmChannel = async () => this.channel;
  /** The broker answers late. */
  close = () => new Promise(() => {});
}

const message = (messageId, content = '{}') => ({ content: Buffer.from(content), properties: { messageId } });

let connections;
let stopped;
let work;
beforeEach(async () => {
  mock.method(console, 'error', () => {});
  mock.method(SecretsManagerClient.prototype, 'send', async () => ({
    SecretString: '{"username":"a","password":"b"}',
  }));
  connections = [];
  mock.method(amqp, 'connect', async () => {
    connections.push(new Connection());
    return connections.at(-1);
  });
  stopped = new AbortController();
  work = mock.fn(async () => {});
  await connected();
});
afterEach(() => {
  stopped.abort();
  mock.restoreAll();
});

/** Connects, and waits until messages are taken. */
const connected = () =>
  new Promise((resolve) => {
    const prepare = async (channel) => {
      await consume(channel, 'events', [], work);
      resolve();
    };
    stayConnected(prepare, stopped.signal);
  });

test('a message that is no JSON goes to the dead letters', async () => {
  const { channel } = connections[0];
  await channel.deliver(message('one', 'no'));
  assert.deepEqual(channel.settled, [['dead letter', 'one']]);
  assert.equal(work.mock.callCount(), 0);
});

test('work that fails with an error of syntax, as for an answer of AWS that is no JSON, is tried again', async () => {
  const { channel } = connections[0];
  work.mock.mockImplementationOnce(async () => JSON.parse('<html>'));
  await channel.deliver(message('one'));
  assert.deepEqual(channel.settled, [['ack', 'one']]);
  assert.equal(work.mock.callCount(), 2);
});

test('nothing is published or settled on a channel that ended, while its connection is closing', async () => {
  const { channel } = connections[0];
  work.mock.mockImplementationOnce(async () => channel.end());
  await channel.deliver(message('one'));
  assert.deepEqual(channel.settled, []);
  assert.equal(console.error.mock.callCount(), 0);
  await assert.rejects(publish('b', {}, 'two'), /not connected/);
});

test('a connection that ended is not kept for the end of the program', async () => {
  const before = getEventListeners(stopped.signal, 'abort').length;
  connections[0].emit('close');
  assert.equal(getEventListeners(stopped.signal, 'abort').length, before - 1);
});
