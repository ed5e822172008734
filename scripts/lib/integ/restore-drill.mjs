// The restore drill of docs/runbooks/restore-drill.md: a store is restored beside the present one, the workload of its service
// is switched over, and the store that was replaced is deleted.

import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { INTEG_WORKING_COPY, LOGS, ROOT } from '../paths.mjs';
import { tsNodeEnvironment } from './integ-runner.mjs';
import { resourcesOf } from './stacks.mjs';
import { destroyTest } from './test-lifecycle.mjs';

const NAME = 'drill';
const STACKS = { platform: `integ-${NAME}-platform`, workloads: `integ-${NAME}-workloads` };
const TIMEOUT_MS = 60_000;

/** Runs the drill. Throws when the result of a step differs from the runbook. */
export async function drillRestore({ target }) {
  let left;
  try {
    await deploy(target, {}, ['platform', 'workloads']);
    const before = await databaseOfWorkload(target);

    const restored = { INTEG_DRILL_SOURCE: before.DBInstanceIdentifier };
    await deploy(target, restored, ['platform']);
    await expectBeside(target, before);
    await deploy(target, restored, ['workloads']);
    const after = await databaseOfWorkload(target);
    if (after.DBInstanceIdentifier === before.DBInstanceIdentifier) {
      throw new Failure('The workload still has the address of the store that was replaced.');
    }

    await deleteReplaced(target, before);
    await expectSame(target, after);
    // The restored store is deleted with its stack.
    await deploy(target, { ...restored, INTEG_DRILL_FINISHED: '1' }, ['platform']);
    await expectSame(target, after);
  } finally {
    left = await destroyTest(NAME, target);
  }
  if (left.length > 0) throw new Failure(left.join('\n'));
}

/** Deploys the stacks of some parts, with the variables that choose the phase of the app. */
function deploy({ env, region }, phase, parts) {
  const app = `node -r ts-node/register ${join(INTEG_WORKING_COPY, NAME, 'app.ts')}`;
  const stacks = parts.flatMap((part) => [STACKS[part], `${STACKS[part]}/**`]);
  const options = ['--exclusively', '--concurrency', '4', '--require-approval', 'never', '--no-notices'];
  return run(
    `cdk deploy ${parts.join(' ')}`,
    installedProgram('cdk'),
    ['deploy', ...stacks, '--app', app, ...options],
    {
      cwd: ROOT,
      env: {
        ...tsNodeEnvironment(env),
        ...phase,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
      log: join(LOGS, `integ-${NAME}.log`),
    },
  );
}

/** Returns the database whose address the workload has. */
async function databaseOfWorkload({ aws }) {
  const resources = await resourcesOf(aws.cloudformation, [{ StackName: STACKS.workloads }]);
  const { id } = resources.find(({ type }) => type === 'AWS::Lambda::Function');
  const { Environment } = await aws.lambda.getFunctionConfiguration({ FunctionName: id });
  const { DATABASE_HOST, DATABASE_PORT } = Environment.Variables;
  const { DBInstances } = await aws.rds.describeDBInstances({});
  const found = DBInstances.find(
    ({ Endpoint }) => Endpoint.Address === DATABASE_HOST && String(Endpoint.Port) === DATABASE_PORT,
  );
  if (!found) throw new Failure(`The workload has the address ${DATABASE_HOST}:${DATABASE_PORT}, of no database.`);
  return found;
}

/** Throws unless the replaced store still serves the workload, and a second one exists beside it. */
async function expectBeside(target, before) {
  await expectSame(target, before);
  const { DBInstances } = await target.aws.rds.describeDBInstances({});
  const stores = DBInstances.filter(({ DBName }) => DBName === before.DBName);
  const protectedStores = stores.filter(({ DeletionProtection }) => DeletionProtection);
  if (protectedStores.length !== 2) {
    const names = protectedStores.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier);
    throw new Failure(`Two protected stores should exist, but there are: ${names.join(', ') || 'none'}.`);
  }
}

/** Throws unless the workload has the address of this database, which is available. */
async function expectSame(target, { DBInstanceIdentifier }) {
  const found = await databaseOfWorkload(target);
  if (found.DBInstanceIdentifier !== DBInstanceIdentifier || found.DBInstanceStatus !== 'available') {
    throw new Failure(
      `The workload should have ${DBInstanceIdentifier}, but has ${found.DBInstanceIdentifier}, which is ${found.DBInstanceStatus}.`,
    );
  }
}

/** Deletes the store that was replaced, which its deletion protection refuses at first. */
async function deleteReplaced({ aws, pollMs }, { DBInstanceIdentifier }) {
  const deletion = { DBInstanceIdentifier, SkipFinalSnapshot: true };
  const refused = await aws.rds.deleteDBInstance(deletion).then(
    () => false,
    () => true,
  );
  if (!refused) throw new Failure('The deletion of a protected store should have been refused.');
  await aws.rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true });
  await aws.rds.deleteDBInstance(deletion);
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { DBInstances } = await aws.rds.describeDBInstances({});
    if (!DBInstances.some((instance) => instance.DBInstanceIdentifier === DBInstanceIdentifier)) return;
    await delay(pollMs);
  }
  throw new Failure(`The store ${DBInstanceIdentifier} was not deleted.`);
}
