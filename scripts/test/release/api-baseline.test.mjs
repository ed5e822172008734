import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baselineOf, readAssembly, requireCompatibleApi } from '../../lib/release/api-baseline.mjs';

const NAME = '@org/ecommerce-constructs';

test('the baseline keeps what is compared, and no documentation', () => {
  const types = { 'x.Y': { name: 'Y', docs: { summary: 'A y.', stability: 'stable' }, locationInModule: {} } };
  assert.deepEqual(baselineOf({ name: 'x', readme: {}, dependencyClosure: {}, types }), {
    name: 'x',
    types: { 'x.Y': { name: 'Y', docs: { stability: 'stable' } } },
  });
});

test("a member that is gone, and a new one in a user's contract, are named with their keys", async () => {
  const released = baselineOf(readAssembly());
  const ofType = (name) => released.types[`${NAME}.${name}`];
  ofType('VpcConstruct').properties.push({ name: 'gone', type: { primitive: 'string' }, docs: {} });
  const contract = ofType('IWorkload');
  contract.methods = contract.methods.filter(({ name }) => name !== 'addSecret');

  const failure = await requireCompatibleApi(released).then(assert.fail, (error) => error);
  assert.match(failure.message, /breaks code that was written for the last release/);
  assert.deepEqual(failure.excerpt.map((line) => /\[(.+)\]$/.exec(line)?.[1]).sort(), [
    `new-abstract-member:${NAME}.IWorkload.addSecret`,
    `removed:${NAME}.VpcConstruct.gone`,
  ]);
});
