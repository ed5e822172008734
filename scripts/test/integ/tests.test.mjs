import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forAccount, integTests } from '../../lib/integ/tests.mjs';

const FILES = ['integ.search.ts', 'integ.cache.ts', 'integ.cache.ts.snapshot', 'support', 'README.md'];

test('the tests are the files named for it, without their snapshots', () => {
  assert.deepEqual(integTests([], FILES), ['cache', 'search']);
  assert.deepEqual(integTests(['search'], FILES), ['search']);
});

test('an unknown test is refused, and the known ones are listed', () => {
  assert.throws(() => integTests(['cash'], FILES), {
    message: 'There is no integration test cash. There are cache, search.',
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
