// The lifecycle of one integration test: deploy its snapshot, update it to the current template, run the assertions,
// destroy the stacks, and check that no resource is left.

import { describeFailure, Failure } from '../../../local/lib/cli/failure.mjs';
import { deployTest } from './integ-runner.mjs';
import { leftovers } from './leftovers.mjs';
import { assertionsOf, destroyStacks, findStacks, resourcesOf } from './stacks.mjs';

/**
 * Runs the test in `target` ({ region, env, aws, pollMs }). `target.prove` logs in to the engines, if any run. Returns { name,
 * seconds, asserted, failures }: the number of assertions and logins, and a text for each failure.
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
    if (failed.length > 0) outcome.failures = failed; // they replace the report of integ-runner
    if (count === 0 && outcome.failures.length === 0) throw new Failure(`The test ${name} has no assertion.`);
  });
  if (target.prove) {
    await attempt(async () => {
      const { count, failures } = await target.prove(name);
      outcome.asserted += count;
      outcome.failures.push(...failures);
    });
  }
  await attempt(async () => {
    const failures = await destroyTest(name, target);
    outcome.failures.push(...failures);
  });
  return { ...outcome, seconds: (Date.now() - started) / 1000 };
}

/** Destroys the stacks of a test, and returns a sentence for each leftover resource. */
export async function destroyTest(name, { aws, pollMs }) {
  const stacks = await findStacks(aws.cloudformation, [name]);
  const resources = await resourcesOf(aws.cloudformation, stacks);
  await destroyStacks(aws.cloudformation, stacks, pollMs);
  await deleteFunctionLogs(aws.logs, resources);
  return leftovers(aws, name, resources);
}

/** Deletes the log groups that Lambda creates outside of any stack when a function first runs. */
async function deleteFunctionLogs(logs, resources) {
  for (const { type, id } of resources) {
    if (type !== 'AWS::Lambda::Function') continue;
    const logGroupNamePrefix = `/aws/lambda/${id}`;
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix });
    for (const { logGroupName } of logGroups ?? []) await logs.deleteLogGroup({ logGroupName });
  }
}
