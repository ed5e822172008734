// Reads the stacks, and the events of their last deployment.

import { allPages } from '../aws/clients.mjs';

const STACK = 'AWS::CloudFormation::Stack';
const MOST_EVENTS = 300;
/** The statuses with which a deployment or a deletion of a stack begins. */
const STARTS = ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'REVIEW_IN_PROGRESS'];
/** The statuses of a stack whose last deployment failed. */
export const FAILED = /FAILED|ROLLBACK/;
/** The stack with which the CDK CLI prepares an account. */
const BOOTSTRAP = 'CDKToolkit';

/** Reads deployments of one account. It reads the resources and events of a stack again only when the stack has changed. */
export class Deployments {
  #known = new Map();

  constructor(cloudformation) {
    this.cloudformation = cloudformation;
  }

  /**
   * Returns { stacks, events }: the stacks that are in no other one, each with the resources of its nested stacks, and the events
   * of the last deployment of each, the newest first; and `failures`, the first failed event of each stack that failed.
   */
  async read() {
    const all = await allPages(
      (NextToken) => this.cloudformation.describeStacks({ NextToken }),
      (page) => page.Stacks,
    );
    const stacks = all.filter(({ StackName }) => StackName !== BOOTSTRAP);
    const read = await Promise.all(stacks.map((stack) => this.#details(stack)));
    this.#known = new Map(read.map((details) => [details.stack.StackId, details]));
    const roots = read.filter(({ stack }) => !stack.ParentId);
    const deployed = roots.map((root) => {
      const family = familyOf(root, read);
      return { row: stackRow(root, family), events: newestFirst(lastDeployment(root, family)) };
    });
    return {
      stacks: deployed.map(({ row }) => row).sort((one, other) => one.name.localeCompare(other.name)),
      failures: deployed.flatMap(({ row, events }) => {
        const failed = FAILED.test(row.status) && events.findLast(isOrigin);
        return failed ? [{ root: row.name, ...eventRow(failed) }] : [];
      }),
      events: newestFirst(deployed.flatMap(({ events }) => events))
        .slice(0, MOST_EVENTS)
        .map(eventRow),
    };
  }

  async #details(stack) {
    const version = [stack.StackStatus, stack.LastUpdatedTime, stack.CreationTime].map(String).join(' ');
    const known = this.#known.get(stack.StackId);
    if (known?.version === version && !stack.StackStatus.endsWith('_IN_PROGRESS')) return { ...known, stack };
    const StackName = stack.StackId;
    const [resources, events] = await Promise.all([
      emptyIfDeleted(
        allPages(
          (NextToken) => this.cloudformation.listStackResources({ StackName, NextToken }),
          (page) => page.StackResourceSummaries,
        ),
      ),
      emptyIfDeleted(this.#newestEvents(StackName)),
    ]);
    const existing = resources.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
    return { stack, version, resources: existing.length, events };
  }

  /** Returns the events since the last start, the newest first. Older ones stay unread. */
  async #newestEvents(StackName) {
    const events = [];
    let NextToken;
    do {
      const page = await this.cloudformation.describeStackEvents({ StackName, NextToken });
      events.push(...(page.StackEvents ?? []));
      NextToken = page.NextToken;
    } while (NextToken && !events.some(isStart));
    return newestFirst(events);
  }
}

/** Returns an empty list for a stack that was deleted after the list of stacks was read. */
async function emptyIfDeleted(reading) {
  try {
    return await reading;
  } catch (error) {
    if (error.name === 'ValidationError') return [];
    throw error;
  }
}

/** Whether an event is the start of a deployment of the stack that it belongs to. */
const isStart = ({ ResourceType, PhysicalResourceId, StackId, ResourceStatus }) =>
  ResourceType === STACK && PhysicalResourceId === StackId && STARTS.includes(ResourceStatus);

/** Returns a stack with the stacks in it, at any depth. */
const familyOf = (root, all) =>
  all.filter(
    ({ stack }) => stack.StackId === root.stack.StackId || (stack.RootId ?? stack.ParentId) === root.stack.StackId,
  );

const stackRow = ({ stack }, family) => ({
  name: stack.StackName,
  status: stack.StackStatus,
  resources: family.reduce((sum, { resources }) => sum + resources, 0),
  updated: (stack.LastUpdatedTime ?? stack.CreationTime).toISOString(),
});

/** Returns the events of a stack and of those in it since the newest start of the stack itself. */
function lastDeployment(root, family) {
  const start = root.events.find(isStart)?.Timestamp ?? 0;
  return family.flatMap(({ events }) => events.filter(({ Timestamp }) => Timestamp >= start));
}

const newestFirst = (events) => events.toSorted((one, other) => other.Timestamp - one.Timestamp);

/** Whether an event tells why a deployment failed: others are cancelled after it, and a stack fails because of its resources. */
const isOrigin = ({ ResourceStatus, ResourceStatusReason, ResourceType }) =>
  ResourceStatus.endsWith('_FAILED') && ResourceType !== STACK && !/cancelled/i.test(ResourceStatusReason ?? '');

const eventRow = (event) => ({
  stack: event.StackName,
  time: event.Timestamp.toISOString(),
  resource: event.LogicalResourceId,
  type: event.ResourceType,
  status: event.ResourceStatus,
  reason: event.ResourceStatusReason ?? '',
});
