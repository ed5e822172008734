import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingEngines, progressOfEngines } from '../../lib/engines/engine-log.mjs';

const LOG = `2026-01-01 10:00:00 INFO [engines] installing postgres 18.4
2026-01-01 10:00:05 ERROR [engines] postgres cannot be installed, because npm is not on the PATH. The emulator continues without it.
2026-01-01 10:00:05 INFO [engines] installing valkey 9.1
Ready on http://127.0.0.1:4566
2026-01-01 10:00:06 WARNING [engines] valkey 9.1 runs in place of 9.0 for arn:aws:elasticache:1
2026-01-01 10:00:07 INFO [other] starting postgres
`;

test('tells what was installed or started last', () => {
  assert.equal(progressOfEngines(LOG), 'installing valkey 9.1');
  assert.equal(
    progressOfEngines(`${LOG}2026-01-01 10:00:08 INFO [engines] starting valkey 9.1 on 127.0.1.1:6379\n`),
    'starting valkey 9.1 on 127.0.1.1:6379',
  );
  assert.equal(progressOfEngines(''), '');
});

test('tells the engines that could not be installed, and why', () => {
  assert.deepEqual(missingEngines(LOG), ['postgres cannot be installed, because npm is not on the PATH.']);
});
