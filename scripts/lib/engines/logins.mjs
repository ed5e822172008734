// The logins that stacks give: those of their services, their workloads, and the administrators of databases and domains.

import { readWorkloads } from '../inventory/deployed-workloads.mjs';
import { readServiceRecords } from '../inventory/service-records.mjs';
import { domainAdministrators, masterUsers } from './administrators.mjs';

/** The address in the settings of a workload, by the part to which it connects. */
const ADDRESS = {
  DATABASE: ({ DATABASE_HOST: host, DATABASE_PORT: port }) => host && `${host}:${port}`,
  CACHE: ({ CACHE_ENDPOINT: host, CACHE_PORT: port }) => host && `${host}:${port}`,
  BROKER: ({ BROKER_ENDPOINT: url }) => url && new URL(url).host,
};

/**
 * Returns a login for each address in the settings of the services, workloads, databases and domains in `stacks`, as { user,
 * engine, address, variables }. The variables are the settings, and the values of the secrets.
 */
export async function readLogins(aws, stacks) {
  const idsOf = (type) => stacks.flatMap((stack) => stack.ids(type));
  const records = await readServiceRecords(aws.ssm, idsOf('AWS::SSM::Parameter'));
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
  for (const { user, settings = {}, secrets = {} } of users) {
    for (const [part, addressIn] of Object.entries(ADDRESS)) {
      const address = addressIn(settings);
      if (!address) continue;
      const variables = { ...settings, ...(await valuesOf(aws.secrets, part, secrets)) };
      logins.push({ user, engine: engineOf[part](address), address, variables });
    }
  }
  return [...logins, ...(await domainAdministrators(aws, stacks))];
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
