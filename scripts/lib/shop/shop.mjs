// Runs the seven services on a deployed platform: orders, their way through the stores, and what other logins are refused.

import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { allServiceRecords } from '../../../local/lib/platform/service-records.mjs';
import { serviceEnvironment } from '../../../local/lib/programs/service-environment.mjs';
import { installCopy } from '../example/installed-copy.mjs';
import { SHOP, SHOP_SOURCE } from '../paths.mjs';
import { migrate, Programs } from './programs.mjs';
import { orderSections, refusalSection, unexpected } from './sections.mjs';

const ORDERS = 3;

/** The engines without which no order is possible. The programs say which other ones they do without. */
export const NEEDED_ENGINES = ['postgres', 'valkey', 'rabbitmq'];

export const installShop = (report) => installCopy({ source: SHOP_SOURCE, copy: SHOP, name: 'shop' }, report);

/**
 * Starts the programs, places orders, and tries the stores of each service with the logins of the others. Returns the running
 * programs, and sections to print. Fails if a store admits another service.
 */
export async function openShop(step, { aws, port }) {
  const shop = await step('Start the seven services', () => startServices(aws, port));
  const orders = await step(`Place ${ORDERS} orders`, (report) => placeOrders(shop.programs, report));
  const refusals = await step('Try the stores of other services', async () => {
    const { tryRefusals } = await fromShop('refusals.mjs');
    const rows = await tryRefusals(shop.environments);
    const failures = unexpected(rows);
    if (failures.length > 0) {
      throw new Failure('A service can use the store of another one, or cannot use its own.', { excerpt: failures });
    }
    return { rows, note: `${rows.filter(({ refused }) => refused).length} refused` };
  });
  return { programs: shop.programs, sections: [...orderSections(orders), refusalSection(refusals.rows)] };
}

const fromShop = (file) => import(pathToFileURL(join(SHOP, file)).href);

async function startServices(aws, port) {
  const certificates = await writeCertificates(port);
  const environmentOf = (service, migration) =>
    serviceEnvironment({ aws, port, service, migration, certificates, env: process.env });
  const records = await allServiceRecords(aws.ssm);
  const migrated = records.filter(({ migration }) => migration);
  await Promise.all(migrated.map(async ({ service }) => migrate(service, await environmentOf(service, true))));
  const entries = records.map(async ({ service }) => [service, await environmentOf(service, false)]);
  const environments = Object.fromEntries(await Promise.all(entries));
  const programs = new Programs();
  await programs.start(environments);
  return { programs, environments, note: `${records.length} programs` };
}

/** Writes the certificate with which the certificates of the engines are signed, and returns its path. */
async function writeCertificates(port) {
  const response = await fetch(`http://127.0.0.1:${port}/_emulator/engines/root.pem`);
  const file = join(tmpdir(), 'shop-root.pem');
  writeFileSync(file, await response.text());
  return file;
}

/** Places orders, and returns each with its steps and its way. */
async function placeOrders({ addresses }, report) {
  const { placeOrders: place, traceOrder } = await fromShop('customer.mjs');
  const steps = [];
  const onStep = (step) => {
    steps.push(step);
    report(`${step.order}: ${step.step}`);
  };
  const orders = await place(addresses, { count: ORDERS, onStep });
  const traced = orders.map(async (order) => ({
    ...order,
    steps: steps.filter((step) => step.order === order.id),
    way: await traceOrder(order, addresses),
  }));
  return Promise.all(traced);
}
