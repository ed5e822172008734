// The fault tests of changes to a platform whose workloads are in another stack. A team may deploy either stack first.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../cli/failure.mjs';
import { run } from '../cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { INTEG_WORKING_COPY, LOGS, ROOT } from '../paths.mjs';
import { tsNodeEnvironment } from './integ-runner.mjs';
import { resourcesOf } from './stacks.mjs';
import { destroyTest } from './test-lifecycle.mjs';

const TEST = 'changed';
const PLATFORM = `integ-${TEST}-platform`;
const WORKLOADS = `integ-${TEST}-workloads`;

/** The changes that integ/changed/app.ts makes, by the value of INTEG_CHANGE. */
const CHANGES = {
  restored: 'a store is restored from a snapshot',
  'without-capability': 'a service loses a capability',
  'without-service': 'a service is removed',
  'without-part': 'the last user of a part is removed together with the part',
};

const ORDERS = {
  'the platform is deployed first': [PLATFORM, WORKLOADS],
  'its workloads are deployed first': [WORKLOADS, PLATFORM],
};

/** A fault test for each change and order, by its name. */
export const CHANGES_IN_BOTH_ORDERS = Object.fromEntries(
  Object.entries(CHANGES).flatMap(([change, what]) =>
    Object.entries(ORDERS).map(([first, order]) => [
      `${what}: ${first}`,
      ({ target }) => deployChange(target, change, order),
    ]),
  ),
);

/** Deploys the app, then its change in this order. Throws if a deployment fails, or leaves a resource or an old value. */
async function deployChange(target, change, order) {
  const before = await synthesize(target, 'unchanged');
  const after = await synthesize(target, change);
  let left;
  try {
    await deploy(target, before, ['--all']);
    await takeSnapshot(target);
    for (const stack of order) await deploy(target, after, [stack, '--exclusively']);
    // The workloads may have been deployed before the platform wrote its new values.
    await deploy(target, after, ['--all']);
    await expectHostsOfDatabases(target);
  } finally {
    await deleteSnapshot(target);
    left = await destroyTest(TEST, target);
  }
  if (left.length > 0) throw new Failure(left.join('\n'));
}

/** Synthesizes the app with a change, once for all deployments. Returns the folder of the templates. */
async function synthesize({ env }, change) {
  const output = join(INTEG_WORKING_COPY, `cdk.out.${TEST}.${change}`);
  rmSync(output, { recursive: true, force: true });
  const app = `node -r ts-node/register ${join(INTEG_WORKING_COPY, TEST, 'app.ts')}`;
  await run(
    'cdk synth',
    installedProgram('cdk'),
    ['synth', '--quiet', '--app', app, '--output', output, '--no-notices'],
    {
      cwd: ROOT,
      env: { ...tsNodeEnvironment(env), INTEG_CHANGE: change },
      log: join(LOGS, `integ-${TEST}-synth.log`),
    },
  );
  return output;
}

function deploy({ env, region }, output, stacks) {
  const options = ['--app', output, '--require-approval', 'never', '--no-notices', '--concurrency', '4'];
  return run(`cdk deploy ${stacks[0]}`, installedProgram('cdk'), ['deploy', ...stacks, ...options], {
    cwd: ROOT,
    env: { ...env, AWS_REGION: region, AWS_DEFAULT_REGION: region, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    log: join(LOGS, `integ-${TEST}.log`),
  });
}

const SNAPSHOT = { DBSnapshotIdentifier: `integ-${TEST}` };

async function takeSnapshot(target) {
  const { orders } = await hosts(target);
  const { DBInstances } = await target.aws.rds.describeDBInstances({});
  const { DBInstanceIdentifier } = DBInstances.find(({ Endpoint }) => Endpoint.Address === orders);
  await target.aws.rds.createDBSnapshot({ ...SNAPSHOT, DBInstanceIdentifier });
}

async function deleteSnapshot({ aws }) {
  const { DBSnapshots } = await aws.rds.describeDBSnapshots({});
  if (DBSnapshots.some(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier === SNAPSHOT.DBSnapshotIdentifier)) {
    await aws.rds.deleteDBSnapshot(SNAPSHOT);
  }
}

/** Throws unless each workload has the host of a database that exists. */
async function expectHostsOfDatabases(target) {
  const { DBInstances } = await target.aws.rds.describeDBInstances({});
  const existing = DBInstances.map(({ Endpoint }) => Endpoint.Address);
  for (const [service, host] of Object.entries(await hosts(target))) {
    if (!existing.includes(host)) throw new Failure(`The workload of ${service} has the host ${host}, of no database.`);
  }
}

/** Returns the host of the database that each workload has, by the name of its service. */
async function hosts({ aws }) {
  const found = {};
  for (const { type, id } of await resourcesOf(aws.cloudformation, [{ StackName: WORKLOADS }])) {
    if (type !== 'AWS::Lambda::Function') continue;
    const { Description, Environment } = await aws.lambda.getFunctionConfiguration({ FunctionName: id });
    found[Description] = Environment.Variables.DATABASE_HOST;
  }
  return found;
}
