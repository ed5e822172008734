// The environment of everything that talks to the emulator. The user's own AWS settings must never be in it: a
// profile, a region or an endpoint that leaked in could send a deployment to a real account.

import { devNull } from 'node:os';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** `env` without AWS and CDK settings, and without what npm sets for the script it runs alone. */
export function withoutAws(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|CDK|npm_(package|lifecycle))_/i.test(name)));
}

/** What a client of the emulator needs: `--keep` prints these variables. */
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

/** The whole environment for a child process that talks to the emulator on `port`. */
export function emulatorEnvironment(env, port) {
  return {
    ...withoutAws(env),
    ...emulatorSettings(port),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NO_PROXY: [env.NO_PROXY ?? env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(','),
  };
}

/** Makes `env` this process's own environment, for the AWS SDK, which reads process.env. */
export function replaceProcessEnvironment(env) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
}
