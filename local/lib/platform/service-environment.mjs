// The variables that a program of a service gets, with the names that `connect` gives a workload.

import { undefinedIfAbsent } from '../aws/clients.mjs';
import { Failure } from '../cli/failure.mjs';

/**
 * Returns the variables of a program of a service: its settings, the values of its secrets as ECS passes them, the references to
 * its secrets that a Lambda function gets, and those with which it finds the emulator and trusts the engines. Give them to the
 * program alone.
 * @param record the record of the service
 * @param migration whether it gets the login that changes the schema, in place of the other
 * @param rootCertificate the path of a file with the root certificate of the engines, if any runs
 * @param credentials { accessKeyId, secretAccessKey, sessionToken }
 */
export async function environmentOf({ aws, record, migration, region, endpoint, rootCertificate, credentials }) {
  const { settings, secrets } = migration ? migrationOf(record) : record;
  return {
    ...settings,
    ...references(secrets),
    ...(await secretValues(aws.secrets, { ...record, secrets })),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region, // version 1 of the AWS CLI reads this one
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    ...(rootCertificate && {
      NODE_EXTRA_CA_CERTS: rootCertificate,
      RDS_CA_FILE: rootCertificate,
      SSL_CERT_FILE: rootCertificate,
    }),
  };
}

function migrationOf({ service, settings, secrets, migration }) {
  if (!migration) throw new Failure(`The store of ${service} has no login for migrations.`);
  return { settings: { ...settings, ...migration.settings }, secrets: { ...secrets, ...migration.secrets } };
}

/** Returns the variables with which a Lambda function finds its secrets. */
function references(secrets) {
  return Object.fromEntries(
    Object.entries(secrets).flatMap(([name, { secretArn, field }]) => [
      [`${name}_SECRET_ARN`, secretArn],
      ...(field === undefined ? [] : [[`${name}_SECRET_FIELD`, field]]),
    ]),
  );
}

/** Returns the current value of each secret of a record by its name. A secret without a field is the whole text. */
export async function secretValues(secretsManager, { service, secrets }) {
  const texts = new Map();
  const arns = [...new Set(Object.values(secrets).map(({ secretArn }) => secretArn))];
  await Promise.all(
    arns.map(async (SecretId) => {
      const found = await undefinedIfAbsent(secretsManager.getSecretValue({ SecretId }));
      if (found?.SecretString === undefined) {
        throw new Failure(`The secret ${SecretId} of ${service} has no value: deploy the platform again.`);
      }
      texts.set(SecretId, found.SecretString);
    }),
  );
  const current = ({ secretArn, field }) =>
    field === undefined ? texts.get(secretArn) : fieldOf(texts.get(secretArn), field);
  return Object.fromEntries(
    Object.entries(secrets).map(([name, reference]) => {
      const value = current(reference);
      if (value === undefined) {
        throw new Failure(`The secret ${reference.secretArn} of ${service} has no field ${reference.field}.`);
      }
      return [name, value];
    }),
  );
}

function fieldOf(text, field) {
  try {
    const value = JSON.parse(text)[field];
    return value === undefined ? undefined : String(value);
  } catch {
    return undefined;
  }
}

/** Returns a sentence for each part at which a service logs in with IAM, which no engine of the emulator knows. */
export function loginNotes({ service, settings }) {
  const words = { DATABASE_USERNAME: 'database', CACHE_USERNAME: 'cache' };
  return Object.keys(words)
    .filter((name) => settings[name] !== undefined)
    .map(
      (name) =>
        `${service} logs in to its ${words[name]} with IAM as ${settings[name]}, which the emulator does not emulate: there is no ` +
        'password, and the engine refuses the login. Use the authentication with passwords in the local environment.',
    );
}
