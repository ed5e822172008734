// Installs, synthesizes and deploys the example apps as a user does: in a separate folder, with the packed library and no
// link to the sources, using the CDK CLI that their package.json pins.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, cdkEnvironment, emulatorEnvironment, REGION } from '../../../local/lib/aws/environment.mjs';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { DeploymentOutput } from '../../../local/lib/deployment/output.mjs';
import { fingerprint, unlessCurrent } from '../../../local/lib/install/fingerprint.mjs';
import { EXAMPLE, EXAMPLE_CDK_HOME, EXAMPLE_SOURCE, LOGS, USERS_APP } from '../paths.mjs';
import { installCopy, isSource } from './installed-copy.mjs';
import { WITHOUT_VALIDATOR } from './validator.mjs';

export const PLATFORM_STACK = 'Ecommerce';
export const WORKLOAD_STACKS = ['EcommerceOrders', 'EcommerceNotifications', 'EcommerceUsers'];

/** Copies the apps, installs `tarball` in the copy and checks their types. Skips steps whose inputs have not changed. */
export async function prepareExample(tarball, report) {
  const made = await installCopy({ source: EXAMPLE_SOURCE, copy: EXAMPLE, name: 'example', tarball }, report);
  const sources = fingerprint(EXAMPLE_SOURCE, readdirSync(EXAMPLE_SOURCE).filter(isSource), [made.inputs]);
  await unlessCurrent(join(EXAMPLE, 'node_modules', '.checked'), sources, async () => {
    report('checking types');
    await run('npm run check of the example app', 'npm', ['run', 'check'], {
      cwd: EXAMPLE,
      env: childEnvironment(process.env),
      log: join(LOGS, 'example-types.log'),
    });
  });
  return { note: made.note };
}

function cdk(what, args, { env, cwd = EXAMPLE, onLine }) {
  return run(what, process.execPath, [join(EXAMPLE, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
    cwd,
    env: { ...cdkEnvironment(env, EXAMPLE_CDK_HOME), CI: '1' }, // print progress on stdout, and ask no questions
    log: join(LOGS, `${what.replaceAll(/[^a-z]+/gi, '-')}.log`),
    onLine,
  });
}

/** The folder of the cloud assembly of one environment and catalogue. */
export const assembly = (environment, catalogue) => join(EXAMPLE, 'cdk.out', `${environment}-${catalogue}`);

/** The folder of the second app's cloud assembly. */
export const usersAssembly = (environment, catalogue) => `${assembly(environment, catalogue)}-users`;

const platformArguments = (environment, catalogue, output = assembly(environment, catalogue)) => [
  ...['-c', `environment=${environment}`, '-c', `catalogue=${catalogue}`, '--output', output, '--no-notices'],
];

const usersArguments = (environment, catalogue, output = usersAssembly(environment, catalogue)) => [
  ...['-c', `environment=${environment}`, '--output', output, '--no-notices'],
];

/** examples/typescript/app.ts reads the context value `layout`, and gives each service a stack. */
const LAYOUT = ['-c', 'layout=per-service'];

/** examples/typescript/controls.ts reads the context value `controls`. */
const SYNTH = ['synth', '--quiet', '-c', 'controls=on'];

/** Returns the app command of the cdk.json in `folder`, without its type check, which `prepareExample` runs once. */
function appOf(folder) {
  const { app } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'));
  return app.split(' && ').at(-1);
}

/** Writes the templates of one environment and catalogue. `app` replaces the app command of cdk.json. */
export function synthesize(environment, catalogue, { app = appOf(EXAMPLE), output, serviceStacks = false } = {}) {
  const layout = serviceStacks ? LAYOUT : [];
  const args = [...SYNTH, ...layout, '--app', app, ...platformArguments(environment, catalogue, output)];
  return cdk(`cdk synth of ${environment} ${catalogue}`, args, { env: childEnvironment(process.env) });
}

/** Writes the second app's template. Takes the results of lookups from `context`, and looks nothing up. */
export function synthesizeUsers(environment, catalogue, context, { app = appOf(USERS_APP), output } = {}) {
  writeFileSync(join(USERS_APP, 'cdk.context.json'), JSON.stringify(context));
  const args = [...SYNTH, '--no-lookups', '--app', app, ...usersArguments(environment, catalogue, output)];
  return cdk(`cdk synth of users in ${environment} ${catalogue}`, args, {
    env: { ...childEnvironment(process.env), ...DEFAULT_ENV },
    cwd: USERS_APP,
  });
}

const DEFAULT_ENV = { CDK_DEFAULT_ACCOUNT: ACCOUNT, CDK_DEFAULT_REGION: REGION };

const toEmulator = (port) => ({ ...emulatorEnvironment(process.env, port), ...DEFAULT_ENV, ...WITHOUT_VALIDATOR });

/** The CDK CLI reads the whole file of the metadata twice for each event of a deployment. Stack traces are most of it. */
const USER_SETTINGS = { context: { 'aws:cdk:disable-creation-stack-traces': true } };

export function bootstrap(port) {
  mkdirSync(EXAMPLE_CDK_HOME, { recursive: true });
  writeFileSync(join(EXAMPLE_CDK_HOME, '.cdk.json'), JSON.stringify(USER_SETTINGS));
  return cdk('cdk bootstrap', ['bootstrap', `aws://${ACCOUNT}/${REGION}`, '--no-notices'], {
    env: toEmulator(port),
    cwd: EXAMPLE_CDK_HOME, // in a folder with a cdk.json, the CLI would needlessly synthesize the app first
  });
}

const DEPLOY = ['deploy', '--all', '--require-approval', 'never', '--progress', 'events'];

/** With a stack for each service, deploys three stacks at a time. */
const PER_SERVICE = [...LAYOUT, '--concurrency', '3'];

/** Deploys the platform, and the workloads of the same app. */
export function deploy(port, { environment, catalogue, serviceStacks = false }, report) {
  const layout = serviceStacks ? PER_SERVICE : [];
  const args = [...DEPLOY, ...layout, '--app', appOf(EXAMPLE), ...platformArguments(environment, catalogue)];
  return withResourceCounts(report, (onLine) => cdk('cdk deploy', args, { env: toEmulator(port), onLine }));
}

/** Deploys the second app, which looks up the parameters that the first one wrote. */
export function deployUsers(port, environment, catalogue, report) {
  rmSync(join(USERS_APP, 'cdk.context.json'), { force: true }); // lookups of an earlier emulator
  const args = [...DEPLOY, '--app', appOf(USERS_APP), ...usersArguments(environment, catalogue)];
  return withResourceCounts(report, (onLine) =>
    cdk('cdk deploy of users', args, { env: toEmulator(port), cwd: USERS_APP, onLine }),
  );
}

/** Returns the names of the stacks of the platform that `deploy` deployed: its own, and those of services. */
export function platformStacks({ environment, catalogue }) {
  const { artifacts } = JSON.parse(readFileSync(join(assembly(environment, catalogue), 'manifest.json'), 'utf8'));
  const stacks = Object.keys(artifacts).filter((name) => artifacts[name].type === 'aws:cloudformation:stack');
  const others = [PLATFORM_STACK, ...WORKLOAD_STACKS];
  return [PLATFORM_STACK, ...stacks.filter((name) => !others.includes(name))];
}

/** Reports the number of deployed resources of each stack, and returns the total of all stacks as a note. */
async function withResourceCounts(report, work) {
  const output = new DeploymentOutput(report);
  await work((line) => {
    if (line.includes('deploying...')) report('creating resources');
    output.add(line);
  });
  return { note: output.note() };
}
