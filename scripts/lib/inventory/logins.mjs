// Lists the logins of services, each as its workloads find it: a secret, or the user or role with which they log in by IAM.

import { undefinedIfAbsent } from '../../../local/lib/aws/clients.mjs';
import { MISSING, NOT_APPLICABLE } from './table-cells.mjs';

const HEADER = ['service', 'database', 'migrations', 'cache', 'broker', 'search'];

/** The settings that show that a service uses a part. */
const ADDRESS = { DATABASE: 'DATABASE_HOST', CACHE: 'CACHE_ENDPOINT', BROKER: 'BROKER_ENDPOINT' };

/** Returns the table of the logins of services. A login whose secret does not exist is missing. */
export async function loginSection(client, serviceRecords) {
  const rows = [];
  for (const { service, settings, secrets, migration } of serviceRecords) {
    const loginTo = (part) => login(client, part, { settings, secrets });
    rows.push([
      service,
      await loginTo('DATABASE'),
      migration ? await cellOf(client, 'DATABASE', migration) : NOT_APPLICABLE,
      await loginTo('CACHE'),
      await loginTo('BROKER'),
      roleCell(settings),
    ]);
  }
  return { title: 'logins', header: HEADER, rows, blocks: true };
}

async function login(client, part, { settings, secrets }) {
  return settings[ADDRESS[part]] ? cellOf(client, part, { settings, secrets }) : NOT_APPLICABLE;
}

function cellOf(client, part, { settings, secrets }) {
  const user = settings[`${part}_USERNAME`];
  return user ? `IAM user ${user}` : secretCell(client, secrets[`${part}_PASSWORD`]);
}

/** Returns the name of a secret that exists in Secrets Manager. */
async function secretCell(client, reference) {
  const found = reference && (await undefinedIfAbsent(client.describeSecret({ SecretId: reference.secretArn })));
  return found?.ARN.split(':secret:').at(-1) ?? MISSING;
}

const roleCell = ({ SEARCH_ENDPOINT: endpoint, SEARCH_ROLE_ARN: role }) =>
  endpoint ? (role?.split(':').at(-1) ?? MISSING) : NOT_APPLICABLE;
