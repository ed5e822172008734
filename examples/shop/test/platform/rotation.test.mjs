// Rotations of the passwords of one service while its program runs: two, after which the password of its start is not valid.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeSecretCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { until } from '../../customer.mjs';
import { place, prepareOrder, QUANTITY, settled, stockOf } from '../support/orders.mjs';
import { Relay } from '../support/relay.mjs';
import { environments, Shop } from '../support/shop.mjs';

/** Each has a kind of login: PostgreSQL or Aurora, the cache and the broker; and DocumentDB in some catalogues. */
const SERVICES = ['orderservice', 'productservice'];

const secretsManager = new SecretsManagerClient();
const shop = new Shop();
const relays = [];

before(async () => {
  const changes = {};
  for (const service of SERVICES) {
    const { DATABASE_HOST, DATABASE_PORT, DATABASE_OPTIONS } = environments[service];
    const { CACHE_ENDPOINT, CACHE_PORT, BROKER_ENDPOINT } = environments[service];
    const { hostname, port } = new URL(BROKER_ENDPOINT);
    changes[service] = {
      DATABASE_HOST: 'localhost',
      DATABASE_PORT: await relayTo(DATABASE_HOST, DATABASE_PORT),
      // The members of a replica set name their own addresses, and not that of the relay.
      ...(DATABASE_OPTIONS?.includes('retryWrites') && {
        DATABASE_OPTIONS: `${DATABASE_OPTIONS}&directConnection=true`,
      }),
      CACHE_ENDPOINT: 'localhost',
      CACHE_PORT: await relayTo(CACHE_ENDPOINT, CACHE_PORT),
      BROKER_ENDPOINT: `amqps://localhost:${await relayTo(hostname, port)}`,
    };
  }
  await shop.start(changes);
});

after(async () => {
  await shop.stop();
  for (const relay of relays) relay.close();
});

async function relayTo(host, port) {
  const relay = new Relay(host, Number(port));
  relays.push(relay);
  return String(await relay.listen());
}

test('orders go on after two rotations of every password and the end of every connection', async () => {
  const names = SERVICES.flatMap((service) =>
    ['DATABASE', 'CACHE', 'BROKER'].map((part) => environments[service][`${part}_SECRET_ARN`]),
  );
  for (const SecretId of [...names, ...names]) await rotate(SecretId);
  const connections = relays.map((relay) => relay.connections);
  for (const relay of relays) relay.cut();

  const order = await prepareOrder(shop.addresses);
  await place(shop.addresses, order);
  assert.equal((await settled(shop.addresses, order)).status, 'paid');
  assert.equal(await stockOf(shop.addresses, order), QUANTITY - order.quantity);
  await until('each part is connected again', () =>
    relays.every((relay, index) => relay.connections > connections[index]),
  );
  const keys = async () => {
    const path = `/trace/${order.id}?user=${order.userId}&sku=${order.sku}`;
    const response = await fetch(new URL(path, shop.addresses.orderservice));
    return (await response.json()).filter(({ part, key }) => part === 'Valkey' && key.endsWith(`:${order.id}`));
  };
  assert.equal((await keys()).length, 1);
});

async function rotate(SecretId) {
  const { VersionId } = await secretsManager.send(new RotateSecretCommand({ SecretId }));
  const isCurrent = async () => {
    const { VersionIdsToStages } = await secretsManager.send(new DescribeSecretCommand({ SecretId }));
    return VersionIdsToStages[VersionId]?.includes('AWSCURRENT');
  };
  while (!(await isCurrent())) await delay(100);
}
