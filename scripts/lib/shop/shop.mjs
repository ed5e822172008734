// Runs the seven services on a deployed platform: orders, their way through the stores, and what other logins are refused.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { allServiceRecords } from '../../../local/lib/platform/service-records.mjs';
import { serviceEnvironment } from '../../../local/lib/programs/service-environment.mjs';
import { certificateIn, writeCertificate } from '../../../local/lib/session/certificate.mjs';
import { installCopy } from '../example/installed-copy.mjs';
import { LOGS, SHOP, SHOP_SOURCE } from '../paths.mjs';
import { Programs } from './programs.mjs';
import { orderSections, refusalSection, unexpected } from './sections.mjs';

const ORDERS = 2;

const PORT_OF_DOCUMENTS = '27017';

export const installShop = (report) => installCopy({ source: SHOP_SOURCE, copy: SHOP, name: 'shop' }, report);

/**
 * Starts the programs, places orders, and tries the stores of each service with the logins of the others. Returns the running
 * programs, and sections to print. Fails if a store admits another service.
 * @param env the environment of the user
 * @param engines those that run
 */
export async function openShop(step, { aws, port, env, engines }) {
  const shop = await step('Start the seven services', () => startServices(aws, port, env));
  const orders = await step(`Place ${ORDERS} orders`, (report) => placeOrders(shop.programs, report));
  const refusals = await step('Try the stores of other services', async () => {
    const { tryRefusals } = await fromShop('refusals.mjs');
    const rows = await tryRefusals(shop.environments);
    const failures = unexpected(rows, { search: engines.includes('opensearch') });
    if (failures.length > 0) {
      throw new Failure('A service can use the store of another one, or cannot use its own.', { excerpt: failures });
    }
    return { rows, note: `${rows.filter(({ refused }) => refused).length} refused` };
  });
  return { programs: shop.programs, sections: [...orderSections(orders), refusalSection(refusals.rows)] };
}

/** Returns the engines without which the programs cannot work, by their services. The search domain has a substitute. */
export async function neededEngines(aws) {
  const records = await allServiceRecords(aws.ssm);
  return [...new Set(records.flatMap(({ settings }) => enginesOf(settings)))].sort();
}

function enginesOf({ DATABASE_HOST, DATABASE_PORT, CACHE_ENDPOINT, BROKER_ENDPOINT, SEARCH_INDEX }) {
  return [
    ...(DATABASE_HOST ? [DATABASE_PORT === PORT_OF_DOCUMENTS ? 'ferretdb' : 'postgres'] : []),
    ...(CACHE_ENDPOINT ? ['valkey'] : []),
    ...(BROKER_ENDPOINT ? ['rabbitmq'] : []),
    ...(SEARCH_INDEX ? ['opensearch'] : []),
  ];
}

const fromShop = (file) => import(pathToFileURL(join(SHOP, file)).href);

async function startServices(aws, port, env) {
  await writeCertificate(tmpdir(), port);
  const certificates = certificateIn(tmpdir());
  const environmentOf = (service, migration) =>
    serviceEnvironment({ aws, port, service, migration, certificates, env });
  const records = await allServiceRecords(aws.ssm);
  const migrated = records.filter(({ migration }) => migration);
  const programs = new Programs({ folder: SHOP, logs: LOGS });
  await Promise.all(migrated.map(async ({ service }) => programs.migrate(service, await environmentOf(service, true))));
  const entries = records.map(async ({ service }) => [service, await environmentOf(service, false)]);
  const environments = Object.fromEntries(await Promise.all(entries));
  await programs.start(environments);
  return { programs, environments, note: `${records.length} programs` };
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
