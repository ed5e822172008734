import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missingEngines, progressOfEngines } from '../../lib/emulator/engine-log.mjs';

const lines = (...messages) => messages.map((message) => `2026-01-01 10:00:00 ${message}\n`).join('');

const INSTALLING = lines(
  'INFO [engines] installing postgres 18.4',
  'INFO [engines] installing rabbitmq 4.0 (Debian trixie)',
  'INFO [engines] installing valkey 9.1',
);
const MISSING = lines(
  'ERROR [engines] postgres cannot be installed, because npm is not on the PATH. The emulator continues without it.',
);
const INSTALLED = lines(
  'INFO [engines] installed valkey 9.1 in 2 s',
  'INFO [engines] installed rabbitmq 4.0 (Debian trixie) in 70 s',
  'WARNING [engines] valkey 9.1 runs in place of 9.0 for arn:aws:elasticache:1',
);

test('tells the engines that are still being installed', () => {
  assert.equal(progressOfEngines(''), '');
  assert.equal(progressOfEngines(INSTALLING), 'installing postgres 18.4, rabbitmq 4.0 (Debian trixie), valkey 9.1');
  assert.equal(progressOfEngines(INSTALLING + MISSING), 'installing rabbitmq 4.0 (Debian trixie), valkey 9.1');
  assert.equal(progressOfEngines(INSTALLING + MISSING + INSTALLED), 'installed rabbitmq 4.0 (Debian trixie) in 70 s');
});

test('tells the server that was started last, unless an engine is being installed', () => {
  const started = lines('INFO [engines] starting valkey 9.1 on 127.0.1.1:6379', 'INFO [other] starting postgres');
  assert.equal(progressOfEngines(started), 'starting valkey 9.1 on 127.0.1.1:6379');
  const another = lines('INFO [engines] installing postgres 17.10');
  assert.equal(progressOfEngines(started + another), 'installing postgres 17.10');
});

test('tells the engines that could not be installed, and why', () => {
  assert.deepEqual(missingEngines(INSTALLING + MISSING + INSTALLED), [
    'postgres cannot be installed, because npm is not on the PATH.',
  ]);
});
