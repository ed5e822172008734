// The events of the service: those that it publishes, and those of other services that it hears.

import { log } from '../connections/log.mjs';
import { look, notRun } from './places.mjs';

const { BROKER_ENDPOINT } = process.env;
const QUEUE = 'events';
const PART_NAME = 'RabbitMQ';
/** The connections that may fail before the program listens without a broker. */
const FAILURES = 3;

const subjectOf = ({ orderId, sku, userId }) => orderId ?? sku ?? userId;

export class Events {
  #messages;
  #broker;
  #failures = 0;
  #handling = new Set();
  #consumer;
  #stopped = new AbortController();
  #connection;

  /** Whether the service uses the broker. */
  areOn = Boolean(BROKER_ENDPOINT);

  /** @param messages where messages are recorded, for the trace of an order */
  constructor(messages) {
    this.#messages = messages;
  }

  /**
   * Publishes an event. Its id is the same each time, because it may be published again after a failure. Throws unless a
   * queue has it.
   */
  publish = async (event, content) => {
    if (!this.#broker) throw new Error('There is no broker.');
    const message = await this.#broker.publish(event, content, `${event}/${subjectOf(content)}`);
    await this.#record('published', content, message);
  };

  /**
   * Hears events: a handler for each publisher and event. Returns when the queue takes them or, if the broker cannot be
   * reached, soon.
   */
  async hear(handlers, onConnection) {
    if (!this.areOn) return;
    this.#broker = await import('../connections/broker.mjs');
    await new Promise((resolve) => {
      const prepare = async (channel) => {
        await this.#consume(channel, handlers);
        this.#failures = 0;
        onConnection();
        resolve();
      };
      const onFailure = () => {
        this.#failures += 1;
        if (this.#failures === FAILURES) resolve();
      };
      this.#connection = this.#broker.stayConnected(prepare, this.#stopped.signal, onFailure);
    });
  }

  async #consume(channel, handlers) {
    const bindings = Object.entries(handlers).flatMap(([publisher, events]) =>
      Object.keys(events).map((event) => ({ publisher, event })),
    );
    if (bindings.length === 0) return;
    const { consumerTag } = await this.#broker.consume(channel, QUEUE, bindings, (...message) =>
      this.#track(this.#handle(handlers, ...message)),
    );
    this.#consumer = { channel, consumerTag };
  }

  async #handle(handlers, content, { fields, properties }, queue) {
    const [publisher, ...words] = fields.routingKey.split('.');
    await handlers[publisher][words.join('.')](content, properties.messageId);
    const { exchange, routingKey } = fields;
    await this.#record('consumed', content, { exchange, routingKey, messageId: properties.messageId, queue });
    log('An event was handled.', { event: routingKey, messageId: properties.messageId });
  }

  async #track(work) {
    this.#handling.add(work);
    try {
      await work;
    } finally {
      this.#handling.delete(work);
    }
  }

  #record(direction, content, { messageId, ...message }) {
    return this.#messages.record({ direction, id: messageId, subject: subjectOf(content), ...message });
  }

  /** Returns the messages about an order, its user and its product that went through the broker. */
  async places(subjects) {
    if (!this.areOn) return [notRun(PART_NAME, 'messaging is switched off')];
    const found = await look(PART_NAME, 'the record of messages cannot be read', async () => {
      const messages = await this.#messages.messagesOf(subjects);
      return messages.map(({ direction, id, exchange, routingKey, queue }) => ({
        thing: `message ${direction}${queue ? ` from ${queue}` : ''}`,
        key: `${exchange}, ${routingKey}, ${id}`,
      }));
    });
    return found.length === 0 && this.#failures > 0 ? [notRun(PART_NAME, 'no engine for messages')] : found;
  }

  /** Takes no more messages, finishes those that it has, and closes the connection. */
  async stop() {
    const { channel, consumerTag } = this.#consumer ?? {};
    await channel?.cancel(consumerTag).catch(() => {}); // the channel may be closed
    await Promise.allSettled(this.#handling);
    this.#stopped.abort();
    await this.#connection;
  }
}
