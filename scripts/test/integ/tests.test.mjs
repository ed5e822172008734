import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forAccount, integTests, testFile } from '../../lib/integ/tests.mjs';

const FILES = [
  'integ.cache.ts',
  'integ.cache.ts.snapshot',
  'integ.cache.ts.snapshot/integ.json',
  'platforms',
  'platforms/integ.platform-local.ts',
  'support/app.ts',
  'README.md',
];

test('tests are found in every folder, without their snapshots', () => {
  assert.deepEqual(integTests([], FILES), ['cache', 'platform-local']);
  assert.deepEqual(integTests(['platform-local'], FILES), ['platform-local']);
  assert.equal(testFile('platform-local', FILES), 'platforms/integ.platform-local.ts');
});

test('an unknown test is refused, and the known ones are listed', () => {
  assert.throws(() => integTests(['cash'], FILES), {
    message: 'There is no integration test cash. There are cache, platform-local.',
  });
});

test('an account leaves out what is for the emulator alone, by name and reason', () => {
  const { names, skipped } = forAccount([
    'cache',
    'platform-local-phase-one',
    'platform-production-phase-two',
    'retention',
  ]);
  assert.deepEqual(names, ['cache', 'platform-local-phase-one']);
  assert.deepEqual(
    skipped.slice(0, 2).map(({ name }) => name),
    ['platform-production-phase-two', 'retention'],
  );
  for (const { reason } of skipped) assert.match(reason, /\w/);
});
