// The environment of a program of a service: the settings and secrets that its task would get from ECS, the credentials of the
// service, and the certificates of the engines.

import { devNull } from 'node:os';
import { emulatorSettings } from '../aws/environment.mjs';
import { programEnvironment } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { allServiceRecords } from '../platform/service-records.mjs';
import { serviceCredentials } from './service-role.mjs';

/**
 * Returns the whole environment of a program. It contains secrets: give it to the process alone.
 * @param aws the clients of the emulator, from `awsClients`
 * @param port that of the emulator
 * @param service the name of a deployed service
 * @param environment that of the platform; needed if several platforms have the service
 * @param migration whether the program logs in to its store as the owner, who changes tables
 * @param certificates the file with the root certificate of the engines, if any runs
 * @param env the environment of the user
 */
export async function serviceEnvironment({ aws, port, service, environment, migration = false, certificates, env }) {
  const record = serviceRecord(await allServiceRecords(aws.ssm), { service, environment });
  const login = migration ? migrationOf(record) : { settings: {}, secrets: {} };
  const secrets = { ...record.secrets, ...login.secrets };
  return {
    ...programEnvironment(env),
    ...emulatorSettings(port),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...(await serviceCredentials(aws, record, { migration })),
    ...(certificates && { NODE_EXTRA_CA_CERTS: certificates, RDS_CA_FILE: certificates, SSL_CERT_FILE: certificates }),
    ...record.settings,
    ...login.settings,
    ...references(secrets),
    ...(await secretValues(aws.secrets, secrets)),
  };
}

/** Returns the record of a service among `records`, or fails with the names of those that are deployed. */
export function serviceRecord(records, { service, environment }) {
  const candidates = records.filter((it) => environment === undefined || it.environment === environment);
  const found = candidates.filter((it) => it.service === service);
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const names = found.map((it) => it.environment);
    throw new Failure(`${service} is deployed in ${names.join(' and ')}: choose one with --environment.`);
  }
  const environments = unique(records.map((it) => it.environment));
  if (environment !== undefined && !environments.includes(environment) && environments.length > 0) {
    throw new Failure(
      `No platform is deployed in the environment ${environment}: --environment takes ${environments.join(', ')}.`,
    );
  }
  const services = unique(candidates.map((it) => it.service));
  if (services.length === 0) throw new Failure('No platform is deployed: run `npx @org/ecommerce-local up`.');
  throw new Failure(`${service} is not deployed: the services are ${services.join(', ')}.`);
}

const unique = (items) => [...new Set(items)];

function migrationOf({ service, migration }) {
  if (migration) return { settings: {}, ...migration };
  throw new Failure(`The store of ${service} has no login for migrations: leave out --migration.`);
}

/** Returns the names that a Lambda function gets: of each secret the ARN, and the field in it. */
function references(secrets) {
  const pairs = Object.entries(secrets).flatMap(([name, { secretArn, field }]) => [
    [`${name}_SECRET_ARN`, secretArn],
    ...(field === undefined ? [] : [[`${name}_SECRET_FIELD`, field]]),
  ]);
  return Object.fromEntries(pairs);
}

/** Returns the value of each secret by its name, as ECS does; reads each secret once. */
async function secretValues(secretsManager, secrets) {
  const arns = unique(Object.values(secrets).map(({ secretArn }) => secretArn));
  const texts = new Map(
    await Promise.all(
      arns.map(async (SecretId) => [SecretId, (await secretsManager.getSecretValue({ SecretId })).SecretString]),
    ),
  );
  const values = Object.entries(secrets).map(([name, { secretArn, field }]) => {
    const text = texts.get(secretArn);
    return [name, field === undefined ? text : String(JSON.parse(text)[field])];
  });
  return Object.fromEntries(values);
}
