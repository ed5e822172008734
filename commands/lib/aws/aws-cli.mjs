// Calls AWS through the AWS CLI of the user, who configures credentials and proxies there.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Failure } from '../../../local/lib/cli/failure.mjs';

/** The options of a command that calls AWS. */
export const AWS_OPTIONS = { profile: { type: 'string' }, region: { type: 'string' } };

/** A call that failed. `code` is the error code of AWS; `denied` tells that a permission is missing. */
export class AwsFailure extends Failure {
  constructor(sentence, { code, denied = false } = {}) {
    super(sentence);
    this.code = code;
    this.denied = denied;
  }
}

const MISSING = 'The AWS CLI was not found: install version 2, so that `aws` is on the PATH.';

export class AwsCli {
  constructor({ profile, region, env = process.env } = {}) {
    this.region = region;
    this.env = env;
    this.options = [...(profile ? ['--profile', profile] : []), ...(region ? ['--region', region] : [])];
  }

  /**
   * Calls an operation, and returns its answer. With `detached`, Ctrl-C does not reach it, and it cannot ask for a code of a
   * second factor.
   */
  async call(service, operation, args = [], { detached = false } = {}) {
    const command = [service, operation, ...args, ...this.options, '--output', 'json'];
    const stdio = [detached ? 'ignore' : 'inherit', 'pipe', 'pipe'];
    const { code, stdout, stderr } = await this.#run(command, { stdio, detached });
    if (code !== 0) throw failureOf(`${service} ${operation}`, stderr);
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  }

  /** Runs a command that uses the terminal until it ends, and returns its exit code. */
  async runInForeground(args) {
    return (await this.#run([...args, ...this.options], { stdio: 'inherit' })).code;
  }

  /** Returns the region: the given one, or that of the environment or the profile. */
  async configuredRegion() {
    if (this.region) return this.region;
    const { AWS_REGION, AWS_DEFAULT_REGION } = this.env;
    if (AWS_REGION ?? AWS_DEFAULT_REGION) return AWS_REGION ?? AWS_DEFAULT_REGION;
    const { stdout } = await this.#run(['configure', 'get', 'region', ...this.options], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return stdout.trim() || undefined;
  }

  #run(args, options) {
    // The CLI opens a pager otherwise, also for a program.
    const child = spawn('aws', args, { ...options, env: { ...this.env, AWS_PAGER: '' } });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name]?.setEncoding('utf8').on('data', (part) => {
        text[name] += part;
      });
    }
    return new Promise((resolve, reject) => {
      child.once('error', (error) => reject(error.code === 'ENOENT' ? new AwsFailure(MISSING) : error));
      child.once('close', (code, signal) => resolve({ code: code ?? 128 + constants.signals[signal], ...text }));
    });
  }
}

const DENIED = /AccessDenied|UnauthorizedOperation|AuthorizationError|not authorized/;

/** The failures of the credentials, by the texts of both versions of the CLI. */
const CREDENTIALS = [
  [
    /Unable to locate credentials|could not be found.*credential|NoCredentials/i,
    'There are no credentials for AWS: name a profile with --profile, or sign in.',
  ],
  [
    /ExpiredToken|token.*(?:has |is )expired|SSO session.*(?:expired|invalid)|Error loading SSO Token|RequestExpired/i,
    'The session at AWS has expired: sign in again, for example with `aws sso login`.',
  ],
  [
    /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId/,
    'AWS does not accept the credentials: check the profile.',
  ],
  [
    /config profile \(.*\) could not be found/,
    'The profile does not exist: `aws configure list-profiles` prints the profiles.',
  ],
  [/specify a region/, 'There is no region: name one with --region.'],
  [
    /Could not connect to the endpoint|Connect timeout|EndpointConnectionError/,
    'AWS cannot be reached: check the network and the region.',
  ],
];

/** Describes a failed call in one sentence. */
export function failureOf(call, stderr) {
  const text = stderr.trim();
  const code = /An error occurred \((\S+?)\)/.exec(text)?.[1];
  const credentials = CREDENTIALS.find(([pattern]) => pattern.test(text));
  if (credentials) return new AwsFailure(credentials[1], { code: 'Credentials' });
  if (DENIED.test(text)) {
    return new AwsFailure(`The credentials may not call \`aws ${call}\`: add its action to your policy.`, {
      code,
      denied: true,
    });
  }
  const message = /An error occurred \(\S+\).*?operation[^:]*: (.*)/s.exec(text)?.[1] ?? text.split('\n').at(-1);
  return new AwsFailure(
    `\`aws ${call}\` failed${code ? ` (${code})` : ''}: ${message.trim() || 'it printed no reason.'}`,
    { code },
  );
}
