// The fault test of a production platform whose first deployment fails. It runs the commands of the guide "first
// deployment" with the CDK CLI, and leaves the platform in the emulator, which discards it when it stops.

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { allPages } from '../../../local/lib/aws/clients.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { INTEG_WORKING_COPY, LOGS, ROOT } from '../paths.mjs';
import { tsNodeEnvironment } from './integ-runner.mjs';
import { leftovers } from './leftovers.mjs';

const TEST = 'first-deployment';
const STACK = `integ-${TEST}`;

/** Disables the deletion protection of a resource of each type that has it. */
const UNPROTECT = {
  'AWS::DocDB::DBCluster': ({ docdb }, DBClusterIdentifier) =>
    docdb.modifyDBCluster({ DBClusterIdentifier, DeletionProtection: false, ApplyImmediately: true }),
  'AWS::DynamoDB::Table': ({ dynamodb }, TableName) =>
    dynamodb.updateTable({ TableName, DeletionProtectionEnabled: false }),
  'AWS::RDS::DBInstance': ({ rds }, DBInstanceIdentifier) =>
    rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }),
};

/** Deletes a resource of each type that a rollback leaves: the instances of a cluster before the cluster. */
const DELETE = {
  'AWS::DocDB::DBInstance': ({ docdb }, DBInstanceIdentifier) => docdb.deleteDBInstance({ DBInstanceIdentifier }),
  'AWS::DocDB::DBCluster': ({ docdb }, DBClusterIdentifier) =>
    docdb.deleteDBCluster({ DBClusterIdentifier, SkipFinalSnapshot: true }),
  'AWS::DynamoDB::Table': ({ dynamodb }, TableName) => dynamodb.deleteTable({ TableName }),
  'AWS::RDS::DBInstance': ({ rds }, DBInstanceIdentifier) =>
    rds.deleteDBInstance({ DBInstanceIdentifier, SkipFinalSnapshot: true }),
};

/** What a rollback of the platform in integ/first-deployment.ts leaves: the databases with deletion protection, by type. */
const LEFT = {
  'AWS::DocDB::DBCluster': 2,
  'AWS::DocDB::DBInstance': 4,
  'AWS::DynamoDB::Table': 1,
  'AWS::RDS::DBInstance': 3,
};

/** Deploys the platform with a fault and a rollback, cleans up, and deploys it in two attempts without a rollback. */
export async function repeatFirstDeployment({ target }) {
  const { aws } = target;
  await expectFailure(deploy(target, { fault: true }), 'The stack named');
  await expectStatus(aws, 'ROLLBACK_FAILED');
  await expectCause(aws);
  const left = (await resourcesOfStack(aws)).filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED');
  expectEqual(countedByType(left), LEFT);
  await expectLeft(aws, left);

  await expectFailure(deploy(target), 'TerminationProtection is enabled');
  await aws.cloudformation.updateTerminationProtection({ StackName: STACK, EnableTerminationProtection: false });
  await forEach(left, UNPROTECT, aws);
  await forEach(left, DELETE, aws);
  await expectLeft(aws, []);

  await expectFailure(deploy(target, { fault: true, options: ['--no-rollback'] }), 'The stack named');
  await expectStatus(aws, 'CREATE_FAILED');
  await expectCause(aws);
  const created = identities(await resourcesOfStack(aws));
  await deploy(target, { options: ['--no-rollback'] });
  await expectStatus(aws, 'UPDATE_COMPLETE');
  const complete = identities(await resourcesOfStack(aws));
  expectEqual(
    created.filter((identity) => complete.includes(identity)),
    created,
  );
}

/** Calls the APIs of each resource's type, in the order of the types. */
async function forEach(resources, calls, aws) {
  for (const [type, call] of Object.entries(calls)) {
    for (const { PhysicalResourceId } of resources.filter(({ ResourceType }) => ResourceType === type)) {
      await call(aws, PhysicalResourceId);
    }
  }
}

function deploy(target, { fault = false, options = [] } = {}) {
  const app = `node -r ts-node/register "${join(INTEG_WORKING_COPY, `${TEST}.ts`)}"`;
  const output = join(INTEG_WORKING_COPY, `cdk.out.${TEST}`);
  const args = [
    'deploy',
    `${STACK}/**`,
    '--app',
    app,
    '--output',
    output,
    '--require-approval',
    'never',
    '--no-notices',
    ...options,
  ];
  return run('cdk deploy', installedProgram('cdk'), args, {
    cwd: ROOT,
    env: { ...tsNodeEnvironment(target.env), AWS_REGION: target.region, ...(fault && { INTEG_FAULT: '1' }) },
    log: join(LOGS, `integ-${TEST}.log`),
  });
}

/** Throws unless the deployment fails with this text in its output. */
async function expectFailure(deployment, text) {
  const failure = await deployment.then(
    () => new Failure('The deployment should have failed, but succeeded.'),
    (error) => error,
  );
  if (!(failure instanceof Failure) || !failure.excerpt.join('\n').includes(text)) throw failure;
}

async function expectStatus(aws, expected) {
  const { Stacks } = await aws.cloudformation.describeStacks({ StackName: STACK });
  expectEqual(Stacks[0].StackStatus, expected);
  expectEqual(Stacks[0].EnableTerminationProtection, true);
}

/** Throws unless the planted resource is the one that could not be created. */
async function expectCause(aws) {
  const events = await allPages(
    (NextToken) => aws.cloudformation.describeStackEvents({ StackName: STACK, NextToken }),
    (page) => page.StackEvents,
  );
  const failed = events.filter((it) => it.ResourceStatus === 'CREATE_FAILED' && it.LogicalResourceId !== STACK);
  const causes = failed.map(({ LogicalResourceId }) => LogicalResourceId);
  expectEqual([...new Set(causes)], ['Impossible']);
}

/** Throws unless these resources of the platform exist, and no others with its tag. */
async function expectLeft(aws, resources) {
  const expected = resources.map(({ ResourceType, PhysicalResourceId }) => ({
    type: ResourceType,
    id: PhysicalResourceId,
    retained: true,
  }));
  expectEqual(await leftovers(aws, TEST, expected), []);
}

function expectEqual(actual, expected) {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Failure(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`);
}

function resourcesOfStack(aws) {
  return allPages(
    (NextToken) => aws.cloudformation.listStackResources({ StackName: STACK, NextToken }),
    (page) => page.StackResourceSummaries,
  );
}

const identities = (resources) => resources.map((it) => `${it.LogicalResourceId} ${it.PhysicalResourceId}`);

/** Counts resources by type. */
function countedByType(resources) {
  const counts = {};
  for (const { ResourceType } of resources) counts[ResourceType] = (counts[ResourceType] ?? 0) + 1;
  return counts;
}
