// The environment of a program of a service: that of the user's shell, the settings and secrets that a task would get from ECS,
// credentials of the service, and the certificate of the engines.

import { devNull } from 'node:os';
import { emulatorSettings, REGION } from '../aws/environment.mjs';
import { programEnvironment } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { recordOf } from '../platform/platform.mjs';
import { environmentOf } from '../platform/service-environment.mjs';
import { allServiceRecords } from '../platform/service-records.mjs';
import { serviceCredentials } from './service-role.mjs';

/**
 * Returns the whole environment of a program. It contains secrets: give it to the process alone.
 * @param aws the clients of the emulator, from `awsClients`
 * @param port that of the emulator
 * @param service the name of a deployed service
 * @param environment that of the platform; needed if several platforms have the service
 * @param migration whether the program gets the login that changes the tables of the store
 * @param certificates the file with the root certificate of the engines, if any runs
 * @param env the environment of the user
 */
export async function serviceEnvironment({ aws, port, service, environment, migration = false, certificates, env }) {
  const record = serviceRecord(await allServiceRecords(aws.ssm), { service, environment });
  const settings = emulatorSettings(port);
  const contract = await environmentOf({
    ...{ aws, record, migration, region: REGION, endpoint: settings.AWS_ENDPOINT_URL, rootCertificate: certificates },
    credentials: await serviceCredentials(aws, record, { migration }),
  });
  return {
    ...programEnvironment(env),
    ...settings,
    AWS_CONFIG_FILE: devNull, // settings of a profile there could lead to a real account
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...contract,
  };
}

/** Returns the record of a service among those of all platforms, or fails with the names that can be chosen. */
export function serviceRecord(records, { service, environment }) {
  const environments = [...new Set(records.map((it) => it.environment))];
  if (environment !== undefined && records.length > 0 && !environments.includes(environment)) {
    throw new Failure(
      `No platform has the environment ${environment}: --environment takes ${environments.join(', ')}.`,
    );
  }
  const candidates = records.filter((it) => environment === undefined || it.environment === environment);
  const found = candidates.filter((it) => it.service === service);
  if (found.length > 1) {
    const places = found.map((it) => it.environment).join(', ');
    throw new Failure(`${service} is in several environments (${places}): choose one with --environment.`);
  }
  return recordOf(candidates, service);
}
