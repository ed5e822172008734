import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baselineOf, readAssembly, requireCompatibleApi } from '../../lib/release/api-baseline.mjs';

const NAME = '@org/ecommerce-constructs';

test('the baseline contains only the compared parts of the API, without documentation', () => {
  const types = { 'x.Y': { name: 'Y', docs: { summary: 'A y.', stability: 'stable' }, locationInModule: {} } };
  assert.deepEqual(baselineOf({ name: 'x', readme: {}, dependencyClosure: {}, types }), {
    name: 'x',
    types: { 'x.Y': { name: 'Y', docs: { stability: 'stable' } } },
  });
});

test('names a removed member, and a new member of an interface that users implement, with their keys', async () => {
  const released = baselineOf(readAssembly());
  const ofType = (name) => released.types[`${NAME}.${name}`];
  ofType('VpcConstruct').properties.push({ name: 'removed', type: { primitive: 'string' }, docs: {} });
  const contract = ofType('IWorkload');
  contract.methods = contract.methods.filter(({ name }) => name !== 'addSecret');

  const failure = await requireCompatibleApi(released).then(assert.fail, (error) => error);
  assert.match(failure.message, /break code that was written for the last release/);
  assert.deepEqual(failure.excerpt.map((line) => /\[(.+)\]$/.exec(line)?.[1]).sort(), [
    `new-abstract-member:${NAME}.IWorkload.addSecret`,
    `removed:${NAME}.VpcConstruct.removed`,
  ]);
});
