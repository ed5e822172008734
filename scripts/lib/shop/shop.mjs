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

export const installShop = (report) => installCopy({ source: SHOP_SOURCE, copy: SHOP, name: 'shop' }, report);

/**
 * Starts the programs, places orders, and tries the stores of each service with the logins of the others. Returns the running
 * `programs`, their `environments`, those of their `migrations`, and `sections` to print. Fails if a store admits another service.
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
  return { ...shop, sections: [...orderSections(orders), refusalSection(refusals.rows)] };
}

/** Returns a sentence for each reason why the programs cannot work with `engines`, those that run. The domain has a substitute. */
export async function obstacles(aws, engines) {
  const records = await allServiceRecords(aws.ssm);
  const needed = [...new Set(records.flatMap(({ settings }) => enginesOf(settings)))].sort();
  const missing = needed.filter((name) => !engines.includes(name));
  const withIam = records.filter(({ settings }) => settings.DATABASE_USERNAME).map(({ service }) => service);
  return [
    ...(missing.length > 0 ? [`It needs ${missing.join(' and ')}: add --engines.`] : []),
    ...(withIam.length > 0 ? [`${withIam.join(', ')} logs in with IAM, which the engines do not know.`] : []),
  ];
}

/** Only DocumentDB has an option for retryable writes. */
function enginesOf({ DATABASE_HOST, DATABASE_OPTIONS, CACHE_ENDPOINT, BROKER_ENDPOINT, SEARCH_INDEX }) {
  const database = DATABASE_OPTIONS?.includes('retryWrites') ? 'ferretdb' : 'postgres';
  return [
    ...(DATABASE_HOST ? [database] : []),
    ...(CACHE_ENDPOINT ? ['valkey'] : []),
    ...(BROKER_ENDPOINT ? ['rabbitmq'] : []),
    ...(SEARCH_INDEX ? ['opensearch'] : []),
  ];
}

const fromShop = (file) => import(pathToFileURL(join(SHOP, file)).href);

async function startServices(aws, port, env) {
  await writeCertificate(tmpdir(), port);
  const certificates = certificateIn(tmpdir());
  const records = await allServiceRecords(aws.ssm);
  const environmentsOf = async (services, migration) => {
    const entries = services.map(async ({ service }) => [
      service,
      await serviceEnvironment({ aws, port, service, migration, certificates, env }),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  };
  const environments = await environmentsOf(records, false);
  const withMigration = records.filter(({ migration }) => migration);
  const migrations = await environmentsOf(withMigration, true);
  const programs = new Programs({ folder: SHOP, logs: LOGS });
  await Promise.all(Object.entries(migrations).map(([service, own]) => programs.migrate(service, own)));
  await programs.start(environments);
  return { programs, environments, migrations, certificates, note: `${records.length} programs` };
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
