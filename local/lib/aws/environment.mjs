// The environment variables of every process that connects to the emulator. They must never include the user's own AWS
// settings: with a leaked profile, region or endpoint, a deployment could reach a real account.

import { devNull } from 'node:os';
import { localEnvironment, withThisNode } from '../cli/environment.mjs';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** Returns the variables that a client of the emulator needs; `npm start -- --keep` prints them. */
export function emulatorSettings(port) {
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Returns the whole environment of a child process that connects to the emulator on `port`. It has no proxy. */
export function emulatorEnvironment(env, port) {
  return {
    ...localEnvironment(env),
    ...emulatorSettings(port),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/**
 * Returns the environment of the CDK CLI with `home` as its home directory: it reads a profile and context from the user's
 * ~/.cdk.json, and caches account ids by access key.
 */
export function cdkEnvironment(env, home) {
  return { ...withThisNode(env), HOME: home, CDK_HOME: home, CDK_DISABLE_CLI_TELEMETRY: 'true' };
}

/** Replaces the environment of this process by `env`, for the AWS SDK, which reads process.env. */
export function replaceProcessEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
