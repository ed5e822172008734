// The stacks of a test, found by its tag: their assertions, their resources and their deletion.

import { setTimeout as delay } from 'node:timers/promises';
import { allPages } from '../../../local/lib/aws/clients.mjs';
import { stackTree } from '../../../local/lib/aws/stack-tree.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';

/** The key of the tag of every stack, resource and function of a test; integ/support/app.ts sets it. */
export const TAG = 'ecommerce-constructs-integ';

const ASSERTION = 'AssertionResults';

/** Returns the existing stacks of the named tests, oldest first; not nested stacks, which have the tags of their parent. */
export async function findStacks(cloudformation, names) {
  const stacks = await allPages(
    (NextToken) => cloudformation.describeStacks({ NextToken }),
    (page) => page.Stacks,
  );
  const isOurs = ({ Tags }) => Tags?.some(({ Key, Value }) => Key === TAG && names.includes(Value));
  const isNested = ({ ParentId }) => ParentId !== undefined;
  return stacks
    .filter((stack) => isOurs(stack) && !isNested(stack))
    .sort((one, other) => one.CreationTime - other.CreationTime);
}

/** Returns the number of assertions of stacks, and a sentence for each that failed. */
export async function assertionsOf(cloudformation, stacks) {
  const failed = [];
  let count = 0;
  for (const { StackName, Outputs = [] } of stacks) {
    const results = Outputs.filter(({ OutputKey }) => OutputKey.startsWith(ASSERTION));
    count += results.length;
    const failures = results.filter(({ OutputValue }) => !OutputValue.startsWith('{"status":"success"'));
    if (failures.length === 0) continue;
    const { TemplateBody } = await cloudformation.getTemplate({ StackName });
    const template = JSON.parse(TemplateBody);
    for (const { OutputKey, OutputValue } of failures) failed.push(sentence(template, OutputKey, OutputValue));
  }
  return { count, failed };
}

/** Describes a failed assertion: "rds describeDBInstances DBInstances.0.Engine: Expected postgres but received mysql". */
function sentence(template, outputKey, value) {
  const [resource] = template.Outputs[outputKey].Value['Fn::GetAtt'];
  const { service, api, actualPath = '' } = template.Resources[resource].Properties;
  return `${service} ${api} ${actualPath}: ${value.replaceAll(/\\n|\s+/g, ' ')}`;
}

/**
 * Returns the resources of stacks and of their nested stacks as { type, id, retained }; `retained` if the template's
 * deletion policy retains it.
 */
export async function resourcesOf(cloudformation, stacks) {
  const resources = [];
  const trees = await Promise.all(stacks.map(({ StackName }) => stackTree(cloudformation, StackName)));
  for (const { name, summaries } of trees.flat()) {
    const { TemplateBody } = await cloudformation.getTemplate({ StackName: name });
    const template = TemplateBody ? JSON.parse(TemplateBody) : {}; // a stack whose creation never began has no template
    for (const { LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus } of summaries) {
      const policy = template.Resources?.[LogicalResourceId]?.DeletionPolicy;
      const exists = PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE';
      if (exists) resources.push({ type: ResourceType, id: PhysicalResourceId, retained: /^Retain/.test(policy) });
    }
  }
  return resources;
}

/** Deletes stacks, the newest first, because it may import values of older ones. */
export async function destroyStacks(cloudformation, stacks, pollMs) {
  for (const { StackId, StackName } of stacks.toReversed()) {
    await finalStatus(cloudformation, StackId, pollMs); // a stack cannot be deleted during an update
    await cloudformation.deleteStack({ StackName: StackId });
    const status = await finalStatus(cloudformation, StackId, pollMs);
    if (status !== undefined && status !== 'DELETE_COMPLETE') {
      throw new Failure(`The stack ${StackName} could not be deleted: it is ${status}.`);
    }
  }
}

/** Waits until no operation of a stack is in progress, and returns its status. A stack in review stays in progress. */
async function finalStatus(cloudformation, stackId, pollMs) {
  for (;;) {
    const status = await statusOf(cloudformation, stackId);
    if (!status?.endsWith('_IN_PROGRESS') || status === 'REVIEW_IN_PROGRESS') return status;
    await delay(pollMs);
  }
}

/** Returns the status of a stack by its name or id; undefined if it does not exist. */
async function statusOf(cloudformation, StackName) {
  try {
    const { Stacks } = await cloudformation.describeStacks({ StackName });
    return Stacks?.[0]?.StackStatus;
  } catch (error) {
    if (error.name === 'ValidationError') return undefined;
    throw error;
  }
}
