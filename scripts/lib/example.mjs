// The example app as a user would have it: a folder of its own with the packed library installed and no link into the
// sources, driven by the real CDK CLI that its package.json pins.

import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ACCOUNT, emulatorEnvironment, REGION, withoutAws } from './aws-environment.mjs';
import { fingerprint, unlessCurrent } from './fingerprint.mjs';
import { EXAMPLE, EXAMPLE_CDK_HOME, EXAMPLE_SOURCE, LOGS } from './paths.mjs';
import { run } from './processes.mjs';

export const STACK = 'Ecommerce';

/** Copies the app and installs `tarball` into the copy; an installation from the same inputs is kept. */
export async function prepareExample(tarball, report) {
  report('copying');
  copyApp();
  const inputs = fingerprint(
    dirname(tarball),
    [basename(tarball)],
    [fingerprint(EXAMPLE_SOURCE, ['package.json']), process.version],
  );
  const made = await unlessCurrent(join(EXAMPLE, 'node_modules', '.installed'), inputs, async () => {
    report('npm install');
    rmSync(join(EXAMPLE, 'node_modules'), { recursive: true, force: true });
    await run('npm install of the example app', 'npm', ['install', '--no-audit', '--no-fund', tarball], {
      cwd: EXAMPLE,
      env: withoutAws(process.env),
      log: join(LOGS, 'example-npm-install.log'),
    });
  });
  return { note: made ? '' : 'already there' };
}

/** Replaces everything in the copy but node_modules and what the CLI wrote. */
function copyApp() {
  mkdirSync(EXAMPLE, { recursive: true });
  for (const name of readdirSync(EXAMPLE)) {
    if (name !== 'node_modules' && name !== 'cdk.out') rmSync(join(EXAMPLE, name), { recursive: true });
  }
  for (const name of readdirSync(EXAMPLE_SOURCE)) {
    if (['node_modules', 'package-lock.json', 'cdk.out'].includes(name)) continue;
    cpSync(join(EXAMPLE_SOURCE, name), join(EXAMPLE, name), { recursive: true });
  }
}

function cdk(what, args, { env, cwd = EXAMPLE, onLine }) {
  return run(what, process.execPath, [join(EXAMPLE, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
    cwd,
    env: {
      ...env,
      CDK_HOME: EXAMPLE_CDK_HOME,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CI: '1', // progress on stdout, nothing asked
    },
    log: join(LOGS, `${what.replaceAll(/[^a-z]+/gi, '-')}.log`),
    onLine,
  });
}

/** The folder of the cloud assembly for one environment. */
export const assembly = (environment) => join(EXAMPLE, 'cdk.out', environment);

/** Writes the templates of one environment. */
export function synthesize(environment) {
  const args = ['synth', '--quiet', '--no-notices', '-c', `environment=${environment}`];
  return cdk(`cdk synth of ${environment}`, [...args, '--output', assembly(environment)], {
    env: withoutAws(process.env),
  });
}

const toEmulator = (port) => ({
  ...emulatorEnvironment(process.env, port),
  CDK_DEFAULT_ACCOUNT: ACCOUNT,
  CDK_DEFAULT_REGION: REGION,
});

export function bootstrap(port) {
  mkdirSync(EXAMPLE_CDK_HOME, { recursive: true });
  return cdk('cdk bootstrap', ['bootstrap', `aws://${ACCOUNT}/${REGION}`, '--no-notices'], {
    env: toEmulator(port),
    cwd: EXAMPLE_CDK_HOME, // away from cdk.json, or the CLI synthesizes the app first, which it does not need
  });
}

/** Deploys the app; `report` hears how many of the stack's resources are there. */
export async function deploy(port, environment, report) {
  let count;
  report('synthesizing');
  const args = ['--require-approval', 'never', '--progress', 'events', '--no-notices'];
  await cdk('cdk deploy', ['deploy', ...args, '-c', `environment=${environment}`, '--output', assembly(environment)], {
    env: toEmulator(port),
    onLine: (line) => {
      if (line.includes('Synthesis time')) report('publishing assets');
      if (line.includes('deploying...')) report('creating resources');
      const seen = resourceCount(line);
      if (!seen) return;
      count = seen;
      report(`${seen.done} of ${seen.total} resources`);
    },
  });
  return { note: count && `${count.total} resources` };
}

/** The counts in an event line of `cdk deploy` ("Ecommerce |  12/130 | 10:00:00 AM | CREATE_COMPLETE ..."). */
export function resourceCount(line) {
  const match = /^\S+ \|\s*(\d+)\/(\d+) \|/.exec(line);
  return match ? { done: Number(match[1]), total: Number(match[2]) } : undefined;
}
