// Finds out why a deployment failed, from the events of its stacks.

import { allPages } from '../aws/clients.mjs';

const STACK = 'AWS::CloudFormation::Stack';
/** CloudFormation cancels the resources that it was creating when another one failed. */
const CANCELLED = /cancelled/i;

/**
 * Returns the first resource that failed since the time `since`, in the stacks `names` and the nested stacks in them, as
 * { stack, resource, type, reason }, or undefined.
 */
export async function failedResource(cloudformation, names, since) {
  for (const name of names) {
    const found = await failureIn(cloudformation, name, since);
    if (found) return { stack: name, ...found };
  }
  return undefined;
}

async function failureIn(cloudformation, name, since) {
  const [first] = await failedEvents(cloudformation, name, since);
  if (!first) return undefined;
  const isNested =
    first.ResourceType === STACK && first.PhysicalResourceId && first.PhysicalResourceId !== first.StackId;
  const inner = isNested && (await failureIn(cloudformation, first.PhysicalResourceId, since));
  return inner || { resource: first.LogicalResourceId, type: first.ResourceType, reason: first.ResourceStatusReason };
}

/** Returns the events of failures, oldest first; none of a stack that does not exist. */
async function failedEvents(cloudformation, name, since) {
  const events = await eventsOf(cloudformation, name);
  return events
    .filter((event) => event.Timestamp >= since && event.ResourceStatus.endsWith('_FAILED'))
    .filter((event) => event.ResourceStatusReason && !CANCELLED.test(event.ResourceStatusReason))
    .reverse();
}

async function eventsOf(cloudformation, StackName) {
  try {
    return await allPages(
      (NextToken) => cloudformation.describeStackEvents({ StackName, NextToken }),
      (page) => page.StackEvents,
    );
  } catch (error) {
    if (error.name === 'ValidationError') return [];
    throw error;
  }
}
