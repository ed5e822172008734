import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deployments } from '../../lib/platform/deployment.mjs';

const STACK = 'AWS::CloudFormation::Stack';
const at = (second) => new Date(Date.UTC(2026, 0, 1, 10, 0, second));

/** A CloudFormation API with pages of two events, which counts its calls. */
class CloudFormation {
  calls = [];
  constructor(stacks) {
    this.stacks = stacks;
  }

  describeStacks = async () => ({
    Stacks: this.stacks.map(({ events, resources, ...stack }) => ({
      StackId: stack.StackName,
      CreationTime: at(0),
      ...stack,
    })),
  });

  listStackResources = async ({ StackName }) => {
    this.calls.push(`resources ${StackName}`);
    const { resources } = this.#stack(StackName);
    return { StackResourceSummaries: resources };
  };

  describeStackEvents = async ({ StackName, NextToken = '0' }) => {
    this.calls.push(`events ${StackName}`);
    const newest = this.#stack(StackName).events.toReversed();
    const next = Number(NextToken) + 2;
    return {
      StackEvents: newest.slice(Number(NextToken), next),
      ...(next < newest.length && { NextToken: String(next) }),
    };
  };

  #stack(name) {
    const found = this.stacks.find(({ StackName }) => StackName === name);
    if (found.deleted) throw Object.assign(new Error(`Stack ${name} does not exist`), { name: 'ValidationError' });
    return found;
  }
}

const event = (StackName, second, ResourceStatus, resource = {}) => ({
  StackId: StackName,
  StackName,
  Timestamp: at(second),
  LogicalResourceId: resource.id ?? StackName,
  PhysicalResourceId: resource.id ? `${resource.id}-1` : StackName,
  ResourceType: resource.type ?? STACK,
  ResourceStatus,
  ResourceStatusReason: resource.reason,
});

const table = (reason) => ({ id: 'Table', type: 'AWS::DynamoDB::Table', reason });

const shop = () => ({
  StackName: 'Shop',
  StackStatus: 'UPDATE_COMPLETE',
  LastUpdatedTime: at(10),
  resources: [{ ResourceStatus: 'CREATE_COMPLETE' }, { ResourceStatus: 'DELETE_COMPLETE' }],
  events: [
    event('Shop', 1, 'CREATE_IN_PROGRESS'),
    event('Shop', 2, 'CREATE_COMPLETE', table()),
    event('Shop', 3, 'CREATE_COMPLETE'),
    event('Shop', 10, 'UPDATE_IN_PROGRESS'),
    event('Shop', 11, 'UPDATE_COMPLETE', table()),
    event('Shop', 12, 'UPDATE_COMPLETE'),
  ],
});

const nested = () => ({
  StackName: 'Shop-Logins',
  StackStatus: 'CREATE_COMPLETE',
  ParentId: 'Shop',
  RootId: 'Shop',
  resources: [{ ResourceStatus: 'CREATE_COMPLETE' }],
  events: [event('Shop-Logins', 2, 'CREATE_IN_PROGRESS'), event('Shop-Logins', 11, 'CREATE_COMPLETE', table())],
});

const failed = () => ({
  StackName: 'Orders',
  StackStatus: 'ROLLBACK_COMPLETE',
  resources: [],
  events: [
    event('Orders', 1, 'CREATE_IN_PROGRESS'),
    event('Orders', 2, 'CREATE_FAILED', { id: 'Role', type: 'AWS::IAM::Role', reason: 'Resource creation cancelled' }),
    event('Orders', 2, 'CREATE_FAILED', table('The name exists.')),
    event('Orders', 3, 'ROLLBACK_IN_PROGRESS'),
    event('Orders', 4, 'DELETE_COMPLETE', table()),
    event('Orders', 5, 'ROLLBACK_COMPLETE'),
  ],
});

const bootstrap = () => ({ StackName: 'CDKToolkit', StackStatus: 'CREATE_COMPLETE', resources: [], events: [] });

test('a stack counts the resources of its nested stacks, and the stack of the CDK CLI is left out', async () => {
  const { stacks } = await new Deployments(new CloudFormation([shop(), nested(), failed(), bootstrap()])).read();
  assert.deepEqual(stacks, [
    { name: 'Orders', status: 'ROLLBACK_COMPLETE', resources: 0, updated: '2026-01-01T10:00:00.000Z' },
    { name: 'Shop', status: 'UPDATE_COMPLETE', resources: 2, updated: '2026-01-01T10:00:10.000Z' },
  ]);
});

test('the events are those since the last start of each stack, the newest first', async () => {
  const { events } = await new Deployments(new CloudFormation([shop(), nested()])).read();
  assert.deepEqual(
    events.map(({ stack, time, resource, status }) => [stack, time.slice(17, 19), resource, status]),
    [
      ['Shop', '12', 'Shop', 'UPDATE_COMPLETE'],
      ['Shop', '11', 'Table', 'UPDATE_COMPLETE'],
      ['Shop-Logins', '11', 'Table', 'CREATE_COMPLETE'],
      ['Shop', '10', 'Shop', 'UPDATE_IN_PROGRESS'],
    ],
  );
});

test('there are at most 300 events', async () => {
  const many = Array.from({ length: 400 }, (_, second) => event('Shop', 20 + second, 'UPDATE_COMPLETE', table()));
  const { events } = await new Deployments(
    new CloudFormation([{ ...shop(), events: [...shop().events, ...many] }]),
  ).read();
  assert.equal(events.length, 300);
  assert.equal(events[0].time, many.at(-1).Timestamp.toISOString());
});

test('the failure of a stack is the first resource that failed, and none that was cancelled after it', async () => {
  const { failures } = await new Deployments(new CloudFormation([failed(), shop()])).read();
  assert.deepEqual(
    failures.map(({ root, resource, reason }) => [root, resource, reason]),
    [['Orders', 'Table', 'The name exists.']],
  );
});

test('a stack is read again only when it has changed or is being deployed', async () => {
  const stacks = [shop(), failed()];
  const api = new CloudFormation(stacks);
  const deployments = new Deployments(api);
  const first = await deployments.read();
  api.calls = [];
  assert.deepEqual(await deployments.read(), first);
  assert.deepEqual(api.calls, []);
  stacks[0].StackStatus = 'UPDATE_IN_PROGRESS';
  stacks[0].events.push(event('Shop', 20, 'UPDATE_IN_PROGRESS'));
  for (const second of [21, 22]) {
    stacks[0].events.push(event('Shop', second, 'UPDATE_COMPLETE', table()));
    const { events } = await deployments.read();
    assert.equal(events[0].time, at(second).toISOString());
  }
  assert.ok(api.calls.every((call) => call.endsWith(' Shop')));
});

test('a stack that is deleted while it is read has no resources', async () => {
  const { stacks, events } = await new Deployments(new CloudFormation([{ ...shop(), deleted: true }])).read();
  assert.equal(stacks[0].resources, 0);
  assert.deepEqual(events, []);
});
