// The fault tests of changes to a platform whose workloads are in another stack. A team may deploy either stack first.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeFailure, Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { INTEG_WORKING_COPY, LOGS, ROOT } from '../paths.mjs';
import { tsNodeEnvironment } from './integ-runner.mjs';
import { destroyStacks, findStacks, resourcesOf } from './stacks.mjs';
import { destroyTest } from './test-lifecycle.mjs';

const APP = 'changed';

/** The changes that the app makes, by the value of INTEG_CHANGE. */
const CHANGES = {
  restored: 'a store is restored from a snapshot while a workload uses it',
  'without-capability': 'a service loses a capability that its workload uses',
  'without-service': 'a service is removed together with its workload',
  'without-part': 'the last user of a part is removed together with the part and its workload',
};

/** The platforms of the app: one for each layout and order of deployment. */
const PLATFORMS = ['together', 'separate'].flatMap((layout) =>
  ['platform', 'workloads'].map((first) => ({ name: `${APP}-${layout}-${first}`, first })),
);

/** A fault test for each change, by its name. */
export const CHANGES_IN_BOTH_ORDERS = Object.fromEntries(
  Object.entries(CHANGES).map(([change, what]) => [what, ({ target }) => deployChange(target, change)]),
);

/** Deploys each platform and its workloads, then with the change. Throws if one of them fails. */
async function deployChange(target, change) {
  const before = await synthesize(target, 'unchanged');
  const after = await synthesize(target, change);
  const outcomes = await Promise.allSettled(PLATFORMS.map((platform) => deployBoth(target, platform, before, after)));
  const excerpt = outcomes.flatMap(({ reason }, index) =>
    reason ? [`${PLATFORMS[index].name}:`, ...describeFailure(reason).split('\n')] : [],
  );
  if (excerpt.length > 0) throw new Failure(`The change ${change} failed.`, { excerpt });
}

/** Deploys a platform and its workloads. Throws if a deployment fails, or leaves a resource or an old value. */
async function deployBoth(target, { name, first }, before, after) {
  let left;
  try {
    await deploy(target, name, before, ['platform', 'workloads']);
    await takeSnapshot(target, name);
    const second = first === 'platform' ? 'workloads' : 'platform';
    for (const part of [first, second]) await deploy(target, name, after, [part]);
    // The workloads may have been deployed before the platform wrote its new values.
    await deploy(target, name, after, ['workloads']);
    await destroyRemovedStacks(target, name, after);
    await expectDatabases(target, name);
  } finally {
    await deleteSnapshot(target, name);
    left = await destroyTest(name, target);
  }
  if (left.length > 0) throw new Failure(left.join('\n'));
}

/** Synthesizes the app with a change. Returns the folder of the templates. */
async function synthesize({ env }, change) {
  const output = join(INTEG_WORKING_COPY, `cdk.out.${APP}.${change}`);
  rmSync(output, { recursive: true, force: true });
  const app = `node -r ts-node/register ${join(INTEG_WORKING_COPY, APP, 'app.ts')}`;
  await run(
    'cdk synth',
    installedProgram('cdk'),
    ['synth', '--quiet', '--app', app, '--output', output, '--no-notices'],
    {
      cwd: ROOT,
      env: { ...tsNodeEnvironment(env), INTEG_CHANGE: change },
      log: join(LOGS, `integ-${APP}-synth.log`),
    },
  );
  return output;
}

/** Deploys the stacks of some parts: the platform's with those of its services, or the workloads'. */
function deploy({ env, region }, name, output, parts) {
  const stacks = parts.flatMap((part) => [`integ-${name}-${part}`, `integ-${name}-${part}/**`]);
  const options = ['--exclusively', '--concurrency', '4', '--require-approval', 'never', '--no-notices'];
  return run(`cdk deploy ${stacks[0]}`, installedProgram('cdk'), ['deploy', ...stacks, '--app', output, ...options], {
    cwd: ROOT,
    env: { ...env, AWS_REGION: region, AWS_DEFAULT_REGION: region, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    log: join(LOGS, `integ-${name}.log`),
  });
}

/** Deletes the stacks of services that the app no longer has. The CDK CLI does not, and their workloads must be gone. */
async function destroyRemovedStacks({ aws, pollMs }, name, output) {
  const { artifacts } = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8'));
  const names = Object.entries(artifacts).map(([id, { properties }]) => properties?.stackName ?? id);
  const deployed = await findStacks(aws.cloudformation, [name]);
  const removed = deployed.filter(({ StackName }) => !names.includes(StackName));
  await destroyStacks(aws.cloudformation, removed, pollMs);
}

/** Engines differ only in their ports. */
const addressOf = ({ Endpoint: { Address, Port } }) => `${Address}:${Port}`;

const snapshotOf = (name) => ({ DBSnapshotIdentifier: `integ-${name}` });

async function takeSnapshot(target, name) {
  const { orders } = await databases(target, name);
  const { DBInstances } = await target.aws.rds.describeDBInstances({});
  const { DBInstanceIdentifier } = DBInstances.find((instance) => addressOf(instance) === orders);
  await target.aws.rds.createDBSnapshot({ ...snapshotOf(name), DBInstanceIdentifier });
}

async function deleteSnapshot({ aws }, name) {
  const { DBSnapshotIdentifier } = snapshotOf(name);
  const { DBSnapshots } = await aws.rds.describeDBSnapshots({});
  const exists = DBSnapshots.some((snapshot) => snapshot.DBSnapshotIdentifier === DBSnapshotIdentifier);
  if (exists) await aws.rds.deleteDBSnapshot({ DBSnapshotIdentifier });
}

/** Throws unless each workload has the address of a database that exists. */
async function expectDatabases(target, name) {
  const { DBInstances } = await target.aws.rds.describeDBInstances({});
  const existing = DBInstances.map(addressOf);
  for (const [service, address] of Object.entries(await databases(target, name))) {
    if (!existing.includes(address)) {
      throw new Failure(`The workload of ${service} has the address ${address}, of no database.`);
    }
  }
}

/** Returns the address of the database that each workload has, by the name of its service. */
async function databases({ aws }, name) {
  const found = {};
  for (const { type, id } of await resourcesOf(aws.cloudformation, [{ StackName: `integ-${name}-workloads` }])) {
    if (type !== 'AWS::Lambda::Function') continue;
    const { Description, Environment } = await aws.lambda.getFunctionConfiguration({ FunctionName: id });
    const { DATABASE_HOST, DATABASE_PORT } = Environment.Variables;
    found[Description] = `${DATABASE_HOST}:${DATABASE_PORT}`;
  }
  return found;
}
