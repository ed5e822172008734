import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inOneRegion, readAssembly } from '../../lib/assembly/assembly.mjs';
import { ownersOf } from '../../lib/assembly/owners.mjs';
import { resource, temporaryFolder, writeAssembly } from '../support/command.mjs';

test('the stacks of an assembly have their region, and the resources of their nested stacks', (context) => {
  const stack = { ...resource('AWS::CloudFormation::Stack'), Metadata: { 'aws:asset:path': 'logins.json' } };
  const nested = { 'logins.json': { Secret: resource('AWS::SecretsManager::Secret') } };
  const folder = writeAssembly(temporaryFolder(context), { Key: resource('AWS::KMS::Key'), Logins: stack }, { nested });
  const [{ name, account, region, resources }] = readAssembly(folder);
  assert.deepEqual([name, account, region], ['Shop', '111111111111', 'eu-west-1']);
  assert.deepEqual(
    resources.map(({ id, parent }) => [id, parent]),
    [
      ['Key', undefined],
      ['Logins', undefined],
      ['Secret', ['Logins']],
    ],
  );
});

test('a stack without an environment has no region', (context) => {
  const folder = writeAssembly(temporaryFolder(context), {}, { environment: 'aws://unknown-account/unknown-region' });
  const [{ account, region }] = readAssembly(folder);
  assert.deepEqual([account, region], [undefined, undefined]);
});

test('a folder that is no assembly is reported', (context) => {
  const folder = temporaryFolder(context);
  assert.throws(() => readAssembly(folder), /is not a cloud assembly: run `npx cdk synth` first/);
  for (const text of ['{', 'null']) {
    writeFileSync(join(folder, 'manifest.json'), text);
    assert.throws(() => readAssembly(folder), /cannot be read: run `npx cdk synth` again/);
  }
  writeFileSync(join(folder, 'manifest.json'), '{}');
  assert.throws(() => readAssembly(folder), /has no stack/);
});

test('stacks of several regions need a choice, and those of other regions are left out', () => {
  const [one, other, any] = [{ region: 'eu-west-1' }, { region: 'us-east-1' }, {}];
  assert.throws(() => inOneRegion([one, other]), /several regions \(eu-west-1, us-east-1\): choose one with --region/);
  assert.throws(() => inOneRegion([one], 'us-east-1'), /No stack is in us-east-1: the stacks are in eu-west-1/);
  assert.deepEqual(inOneRegion([one, other, any], 'eu-west-1'), {
    region: 'eu-west-1',
    stacks: [one, any],
    others: [other],
  });
  assert.deepEqual(inOneRegion([any], 'eu-west-1').region, 'eu-west-1');
});

test('a resource belongs to its service, to its part or to its stack', () => {
  const of = (path, type = 'AWS::KMS::Key', properties = {}) => ({ path, type, properties, stack: 'Shop' });
  const parameter = of('Shop/Platform/users/P', 'AWS::SSM::Parameter', { Name: '/production/users/connection' });
  const resources = [
    parameter,
    of('Shop/Platform/Database/orders/Key/Resource'),
    of('Shop/Platform/Database/MonitoringRole/Resource'),
  ];
  const ownerOf = ownersOf(resources);
  assert.deepEqual(resources.map(ownerOf), ['users', 'orders', 'database']);
  assert.equal(ownerOf(of('Shop/Platform/orders/PartLogins/Secret')), 'orders');
  assert.equal(ownerOf(of('Shop/Platform/Network/Vpc/NAT')), 'network');
  assert.equal(ownerOf(of('Shop/Cluster')), 'Shop');
});
