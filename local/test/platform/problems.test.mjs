import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_PLATFORM, problemsOf } from '../../lib/platform/problems.mjs';
import { databaseAccess, recordOf, secretArn } from './support/records.mjs';

const order = recordOf('order', [databaseAccess('order')]);
const SECRETS = new Set(['order-database', 'order-migration'].map(secretArn));
const running = { resource: 'arn', engine: 'postgres', running: true };
const store = { kind: 'PostgreSQL', words: 'the database of order', resource: {}, engine: running };

const problems = (changes) =>
  problemsOf({
    environments: ['local'],
    environment: 'local',
    records: [order],
    parts: [store],
    deployment: { stacks: [{ name: 'Shop', status: 'CREATE_COMPLETE' }], failures: [] },
    secretArns: SECRETS,
    emulatorLog: '',
    ...changes,
  });

test('a platform in order has no problems', () => {
  assert.deepEqual(problems({}), []);
});

test('an emulator without a platform says what to do', () => {
  assert.deepEqual(problems({ environments: [], environment: undefined, records: [], parts: [] }), [NO_PLATFORM]);
});

test('a platform that is being created is not missing', () => {
  const deployment = { stacks: [{ name: 'Shop', status: 'CREATE_IN_PROGRESS' }], failures: [] };
  const [problem, ...others] = problems({
    environments: [],
    environment: undefined,
    records: [],
    parts: [],
    deployment,
  });
  assert.match(problem, /^The first deployment is in progress/);
  assert.deepEqual(others, []);
});

test('several environments, and one that is not deployed, are named', () => {
  const environments = ['local', 'staging'];
  assert.deepEqual(problems({ environments }), [
    'The emulator has platforms of the environments local and staging: this is local.',
  ]);
  assert.deepEqual(problems({ environments, environment: 'production', records: [], parts: [] }), [
    'No platform of the environment production is deployed: there is one of local and staging.',
  ]);
});

test('a failed stack is named with the resource that failed', () => {
  const stacks = [{ name: 'Shop', status: 'ROLLBACK_COMPLETE' }];
  const failures = [{ root: 'Shop', resource: 'Table', reason: 'The name exists.' }];
  assert.deepEqual(problems({ deployment: { stacks, failures } }), [
    'The stack Shop is ROLLBACK_COMPLETE, because Table failed: The name exists. Correct the app, and run ' +
      '`npx @org/ecommerce-local up` again.',
  ]);
  assert.match(problems({ deployment: { stacks, failures: [] } })[0], /^The stack Shop is ROLLBACK_COMPLETE\. Correct/);
});

test('an engine that has ended is named once, also if an index and its domain have it', () => {
  const ended = { ...store, engine: { ...running, running: false } };
  const found = problems({ parts: [ended, ended] });
  assert.equal(found.length, 1);
  assert.equal(
    found[0],
    'postgres, the engine of the database of order, has ended: its log tells why. `npx @org/ecommerce-local up` starts it again.',
  );
});

test('an engine that does not run is named with its parts, and with the reason in the log of the emulator', () => {
  const without = [
    { ...store, engine: undefined },
    { ...store, words: 'the database of user', engine: undefined },
  ];
  const sentence =
    'Nothing listens at the endpoints of the database of order and the database of user, because postgres does not run.';
  assert.deepEqual(problems({ parts: without }), [
    `${sentence} To have it, run \`npx @org/ecommerce-local down\`, which deletes the data, and \`npx @org/ecommerce-local up\` ` +
      'with --engines.',
  ]);
  const emulatorLog =
    '2026-11-26 18:00:00 ERROR [engines] postgres needs npm. Install Node. The emulator continues without it.\n';
  assert.deepEqual(problems({ parts: without, emulatorLog }), [`${sentence} postgres needs npm. Install Node.`]);
});

test('a table, a bucket, and a store that no API lists need no engine', () => {
  const parts = [
    { ...store, kind: 'DynamoDB table', engine: undefined },
    { ...store, resource: undefined, engine: undefined },
  ];
  assert.deepEqual(problems({ parts }), []);
});

test('a secret that does not exist is named once, with its service', () => {
  const found = problems({ secretArns: new Set([secretArn('order-database')]) });
  assert.equal(found.length, 1);
  assert.match(
    found[0],
    new RegExp(`^The secret ${secretArn('order-migration')} of order, with DATABASE_\\w+, does not exist`),
  );
});
