// The variables that a program of a service gets, as an ECS task or a Lambda function does.

import { undefinedIfAbsent } from '../aws/clients.mjs';
import { Failure } from '../cli/failure.mjs';

/**
 * Returns the environment variables of a program of a service: its settings, the values of its secrets, the references to them,
 * and those with which it finds the emulator and trusts the engines.
 * @param record the record of the service, of `services`
 * @param migration whether the program gets the login that changes the schema
 * @param rootCertificate the path of a file with the root certificate of the engines
 * @param credentials { accessKeyId, secretAccessKey, sessionToken }
 */
export async function environmentOf({ aws, record, migration, region, endpoint, rootCertificate, credentials }) {
  const { settings, secrets } = loginOf(record, migration);
  return {
    ...settings,
    ...references(secrets),
    ...(await secretValues(aws.secrets, record.service, secrets)),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: region,
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

/** Returns the settings and secrets of a service; with `migration`, those of the login for migrations in place of the other. */
function loginOf({ service, settings, secrets, migration: login }, migration) {
  if (!migration) return { settings, secrets };
  if (!login) throw new Failure(`The store of ${service} has no login for migrations.`);
  return { settings: { ...settings, ...login.settings }, secrets: { ...secrets, ...login.secrets } };
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

/** Returns the current value of each secret by its name. A secret without a field is the whole text. */
export async function secretValues(client, service, secrets) {
  const texts = new Map();
  const arns = [...new Set(Object.values(secrets).map(({ secretArn }) => secretArn))];
  await Promise.all(
    arns.map(async (SecretId) => {
      const found = await undefinedIfAbsent(client.getSecretValue({ SecretId }));
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
