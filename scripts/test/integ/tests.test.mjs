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

test('finds tests in every folder, but not their snapshots', () => {
  assert.deepEqual(integTests([], FILES), ['cache', 'platform-local']);
  assert.deepEqual(integTests(['platform-local'], FILES), ['platform-local']);
  assert.equal(testFile('platform-local', FILES), 'platforms/integ.platform-local.ts');
});

test('rejects an unknown test, and lists the known ones', () => {
  assert.throws(() => integTests(['cash'], FILES), {
    message: 'Unknown integration test: cash. --test takes one of cache, platform-local.',
  });
});

test('skips tests in an account that run only on the emulator, with name and reason', () => {
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
