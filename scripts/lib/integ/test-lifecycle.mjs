// The lifecycle of one integration test: deploy its snapshot, update to today's, assert, destroy, and look for leftovers.

import { describeFailure, Failure } from '../cli/failure.mjs';
import { deployTest } from './integ-runner.mjs';
import { leftovers } from './leftovers.mjs';
import { assertionsOf, destroyStacks, findStacks, resourcesOf } from './stacks.mjs';

/**
 * Runs the test in `target` ({ region, env, aws, pollMs }). Answers { name, seconds, asserted, failures }: how many
 * assertions there were, and a text for everything that went wrong.
 */
export async function runLifecycle(name, target) {
  const started = Date.now();
  const outcome = { name, asserted: 0, failures: [] };
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      outcome.failures.push(describeFailure(error));
    }
  };

  await attempt(() => deployTest(name, target.region, target.env));
  await attempt(async () => {
    const { cloudformation } = target.aws;
    const { count, failed } = await assertionsOf(cloudformation, await findStacks(cloudformation, [name]));
    outcome.asserted = count;
    if (failed.length > 0) outcome.failures = failed; // in place of what integ-runner said of them
    if (count === 0 && outcome.failures.length === 0) throw new Failure(`The test ${name} asserted nothing.`);
  });
  await attempt(async () => {
    const left = await destroyTest(name, target);
    outcome.failures.push(...left);
  });
  return { ...outcome, seconds: (Date.now() - started) / 1000 };
}

/** Destroys what the test deployed, and answers a sentence for each thing that is left. */
export async function destroyTest(name, { aws, pollMs }) {
  const stacks = await findStacks(aws.cloudformation, [name]);
  const resources = await resourcesOf(aws.cloudformation, stacks);
  await destroyStacks(aws.cloudformation, stacks, pollMs);
  await deleteFunctionLogs(aws.logs, resources);
  return leftovers(aws, name, resources);
}

/** Lambda makes a log group by itself when a function first runs, and no stack knows of it. */
async function deleteFunctionLogs(logs, resources) {
  for (const { type, id } of resources) {
    if (type !== 'AWS::Lambda::Function') continue;
    const logGroupNamePrefix = `/aws/lambda/${id}`;
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix });
    for (const { logGroupName } of logGroups ?? []) await logs.deleteLogGroup({ logGroupName });
  }
}
