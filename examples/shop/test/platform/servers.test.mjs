// Orders while a server is killed: the broker, the database of a service, and the cache.

import { after, before, test } from 'node:test';
import { until } from '../../customer.mjs';
import { place, prepareOrder, requireOnce } from '../support/orders.mjs';
import { killServer, startServers } from '../support/servers.mjs';
import { environments, Shop } from '../support/shop.mjs';

const { BROKER_ENDPOINT, CACHE_ENDPOINT, CACHE_PORT, DATABASE_HOST, DATABASE_PORT } = environments.orderservice;
const { hostname, port } = new URL(BROKER_ENDPOINT);

const SERVERS = [
  ['the broker', hostname, port],
  ['the database of the order service', DATABASE_HOST, DATABASE_PORT],
  ['the cache', CACHE_ENDPOINT, CACHE_PORT],
];

const skip = process.platform !== 'linux' && 'only Linux tells which process listens on an address';

const shop = new Shop();
const { addresses } = shop;

before(() => skip || shop.start());
after(() => shop.stop());

for (const [name, host, serverPort] of SERVERS) {
  test(`an order is done once when ${name} is killed right after it was placed, and starts again`, {
    skip,
  }, async () => {
    const order = await prepareOrder(addresses);
    await place(addresses, order);
    killServer(host, serverPort);
    await until(`${name} has started again`, startServers);
    await requireOnce(addresses, order);
  });
}
