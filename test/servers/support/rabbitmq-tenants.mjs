// A RabbitMQ broker with services whose names collide, and clients of them.

import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import amqp from 'amqplib';
import { deploy, destroy } from './stack.mjs';

const STACK = 'rabbitmq-logins';
const ADMINISTRATOR = { username: 'administrator', password: 'correct-horse-battery-staple' };
const VHOST = '%2F';

/** Names that begin with another one, that could be users of another one, and that are regular expressions. */
export const SERVICES = [
  'order',
  'orderservice',
  'order_archive',
  'order-archive',
  'order_a',
  'paymentservice',
  `o'r"d e\\r?&%20ü;--/|(x)*`,
];

export class Tenants {
  static async start(secretsManager) {
    const { ConsoleUrl, Endpoint } = await deploy(STACK, TEMPLATE);
    return new Tenants(ConsoleUrl, Endpoint, secretsManager);
  }

  constructor(consoleUrl, endpoint, secretsManager) {
    this.consoleUrl = consoleUrl;
    this.endpoint = new URL(endpoint);
    this.administratorSecret = secretsManager.create(ADMINISTRATOR);
    this.services = SERVICES.map((service) => {
      // A password that needs quotes in JSON, in a URL and in a shell.
      const secret = secretsManager.create({ username: `${service}_a`, password: `p'a"s \\s${service}$%&?:ü` });
      return { service, secret };
    });
  }

  async stop() {
    await destroy(STACK);
  }

  /** Logs in, and returns what the work returns. */
  async as(credentials, work) {
    const connection = await this.connect(credentials);
    try {
      return await work(connection);
    } finally {
      await connection.close().catch(() => {}); // the broker may have closed it
    }
  }

  async connect({ username, password }) {
    const { hostname, port } = this.endpoint;
    const options = { protocol: 'amqps', hostname, port, username, password, vhost: '/' };
    const connection = await amqp.connect(options, { noDelay: true });
    connection.on('error', () => {}); // what waits for an answer fails too
    return connection;
  }

  asAdministrator(work) {
    return this.as(ADMINISTRATOR, work);
  }

  /** Calls the management API, and returns the result. */
  async manage(method, path, body, credentials = ADMINISTRATOR) {
    const response = await new Promise((resolve, reject) => {
      const options = { method, auth: `${credentials.username}:${credentials.password}` };
      request(`${this.consoleUrl}/api/${path}`, options, resolve)
        .on('error', reject)
        .end(body && JSON.stringify(body));
    });
    const answer = await text(response);
    if (response.statusCode >= 300) {
      throw Object.assign(new Error(`${method} ${path}: ${answer}`), { status: response.statusCode });
    }
    return answer && JSON.parse(answer);
  }

  permit(user, permission) {
    return this.manage('PUT', `permissions/${VHOST}/${encodeURIComponent(user)}`, permission);
  }

  async queue(name) {
    return this.manage('GET', `queues/${VHOST}/${encodeURIComponent(name)}`);
  }

  /** The bindings to a queue but the one that each has to the default exchange. */
  async bindingsOf(queue) {
    const bindings = await this.manage('GET', `queues/${VHOST}/${encodeURIComponent(queue)}/bindings`);
    return bindings.filter(({ source }) => source !== '').map(({ source, routing_key }) => `${source} ${routing_key}`);
  }

  /** Everything that the broker keeps of users, rights and topology, as text. Passwords are left out: their salt is random. */
  async state() {
    const paths = ['permissions', 'topic-permissions', 'policies', 'bindings', 'user-limits', 'global-parameters'];
    const lists = await Promise.all(paths.map((path) => this.manage('GET', path)));
    const users = (await this.manage('GET', 'users')).map(({ name, tags }) => ({ name, tags }));
    const exchanges = (await this.manage('GET', 'exchanges')).map(({ name, type }) => ({ name, type }));
    const queues = (await this.manage('GET', 'queues')).map(({ name, type }) => ({ name, type }));
    const texts = [...lists.slice(0, -1), users, exchanges, queues].flat().map((entry) => JSON.stringify(entry));
    const records = lists.at(-1).filter(({ name }) => name.startsWith('login of '));
    return [...texts, ...records.map((record) => JSON.stringify(record))].sort();
  }
}

/** Works on a channel of its own, because the broker closes a channel with each refusal. */
export async function onChannel(connection, work) {
  const channel = await connection.createConfirmChannel();
  let refusal;
  channel.on('error', (error) => {
    refusal = error;
  });
  try {
    return await work(channel);
  } catch (error) {
    throw refusal ?? error;
  } finally {
    if (!refusal) await channel.close().catch(() => {});
  }
}

/** Publishes a message, and waits until the broker has it. */
export async function publish(channel, exchange, routingKey, text, options) {
  channel.publish(exchange, routingKey, Buffer.from(text), options);
  await channel.waitForConfirms();
}

/** Takes the next message of a queue. Returns undefined if there is none. */
export async function take(channel, queue) {
  const message = await channel.get(queue, { noAck: true });
  return message ? message.content.toString() : undefined;
}

const TEMPLATE = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
    Broker: {
      Type: 'AWS::AmazonMQ::Broker',
      Properties: {
        BrokerName: STACK,
        EngineType: 'RABBITMQ',
        EngineVersion: '4.2',
        HostInstanceType: 'mq.m7g.medium',
        DeploymentMode: 'SINGLE_INSTANCE',
        SubnetIds: [{ Ref: 'Subnet' }],
        PubliclyAccessible: false,
        AutoMinorVersionUpgrade: true,
        Users: [{ Username: ADMINISTRATOR.username, Password: ADMINISTRATOR.password }],
      },
    },
  },
  Outputs: {
    ConsoleUrl: { Value: { 'Fn::Select': [0, { 'Fn::GetAtt': ['Broker', 'ConsoleURLs'] }] } },
    Endpoint: { Value: { 'Fn::Select': [0, { 'Fn::GetAtt': ['Broker', 'AmqpEndpoints'] }] } },
  },
};
