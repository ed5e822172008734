// The logins that stacks give: those of their services, their workloads, and the administrators of databases and domains.

import { readServiceRecords } from '../../../local/lib/platform/service-records.mjs';
import { readWorkloads } from '../inventory/deployed-workloads.mjs';
import { domainAdministrators, masterUsers, sessionOf } from './administrators.mjs';

/** The address in the settings of a workload, by the part to which it connects. */
const ADDRESS = {
  DATABASE: ({ DATABASE_HOST: host, DATABASE_PORT: port }) => host && `${host}:${port}`,
  CACHE: ({ CACHE_ENDPOINT: host, CACHE_PORT: port }) => host && `${host}:${port}`,
  BROKER: ({ BROKER_ENDPOINT: url }) => url && new URL(url).host,
};

/**
 * Returns a login for each address in the settings of the services, workloads, databases and domains in `stacks`, as { user,
 * service, engine, address, name, variables }. `name` is that of the user of the server. The variables are the settings, and
 * the values of the secrets; undefined for a login with IAM, which has no password.
 */
export async function readLogins(aws, stacks) {
  const idsOf = (type) => stacks.flatMap((stack) => stack.ids(type));
  const records = await readServiceRecords(aws.ssm, idsOf('AWS::SSM::Parameter'));
  const migrations = Object.fromEntries(records.map(({ service, migration }) => [service, migration?.secrets]));
  const users = [
    ...records.map((record) => ({ ...record, user: record.service })),
    ...(await readWorkloads(aws, stacks, records)).map((workload) => ({ ...workload, user: workload.name })),
    ...(await masterUsers(aws.rds, idsOf)),
  ];
  const documents = await documentDbAddresses(aws.docdb, idsOf('AWS::DocDB::DBCluster'));
  const engineOf = { CACHE: () => 'valkey', BROKER: () => 'rabbitmq' };
  // PostgreSQL and DocumentDB have the same settings.
  engineOf.DATABASE = (address) => (documents.includes(address) ? 'ferretdb' : 'postgres');

  const logins = [];
  for (const { user, service, settings = {}, secrets = {} } of users) {
    for (const [part, addressIn] of Object.entries(ADDRESS)) {
      const address = addressIn(settings);
      if (!address) continue;
      const own = await valuesOf(aws.secrets, part, secrets);
      const variables = {
        ...settings,
        ...own,
        ...(part === 'DATABASE' && (await migrator(aws.secrets, migrations[service]))),
      };
      const byIam = !(`${part}_PASSWORD` in variables);
      const name = variables[`${part}_USERNAME`];
      logins.push({
        user,
        service,
        engine: engineOf[part](address),
        address,
        name,
        variables: byIam ? undefined : variables,
      });
    }
    if (settings.SEARCH_ROLE_ARN) logins.push(await domainLogin(aws, { user, service, settings }));
  }
  return [...logins, ...(await domainAdministrators(aws, stacks))];
}

/** Returns the login of a service on a domain, whose role its workloads assume. */
async function domainLogin(aws, { user, service, settings }) {
  const { SEARCH_ENDPOINT: address, SEARCH_ROLE_ARN: role, SEARCH_INDEX = service } = settings;
  const variables = { SEARCH_ENDPOINT: address, SEARCH_INDEX, ...(await sessionOf(aws, role)) };
  return { user, service, engine: 'opensearch', address, name: role, variables };
}

async function documentDbAddresses(docdb, ids) {
  const addresses = [];
  for (const id of ids) {
    const { DBClusters } = await docdb.describeDBClusters({ DBClusterIdentifier: id });
    addresses.push(...(DBClusters ?? []).map(({ Endpoint, Port }) => `${Endpoint}:${Port}`));
  }
  return addresses;
}

/** Returns the values of a part's secrets, by name. */
async function valuesOf(client, part, secrets) {
  const values = {};
  for (const [name, { secretArn, field }] of Object.entries(secrets)) {
    if (!name.startsWith(`${part}_`)) continue;
    const { SecretString } = await client.getSecretValue({ SecretId: secretArn });
    values[name] = field ? String(JSON.parse(SecretString)[field]) : SecretString;
  }
  return values;
}

/** Returns the login of a service for migrations, without which no table can be created. */
async function migrator(client, secrets = {}) {
  const values = await valuesOf(client, 'DATABASE', secrets);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.replace('DATABASE', 'MIGRATION'), value]),
  );
}

/** Returns a sentence for each login that a service has in common with another one, or with a master. */
export function sharedLogins(logins) {
  const owners = new Map();
  const sentences = new Set();
  for (const { service, engine, address, name } of logins.filter((login) => login.service !== undefined)) {
    const key = `${engine} on ${address} as ${name}`;
    const owner = owners.get(key) ?? service;
    owners.set(key, owner);
    if (owner !== service) sentences.add(`${owner} and ${service} log in to ${key}`);
  }
  return [...sentences];
}
