// What each service is refused with the things of the others.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { tryRefusals } from '../../refusals.mjs';
import { environments } from '../support/shop.mjs';

let rows;
before(async () => {
  rows = await tryRefusals(environments);
});

test('every attempt is allowed or refused, and no other error hides the answer', () => {
  assert.deepEqual(
    rows.filter(({ error, answer }) => error && !answer.startsWith('not run: ')),
    [],
  );
});

test('each service uses its own things', () => {
  const own = rows.filter(({ isControl }) => isControl);
  assert.deepEqual(new Set(own.map(({ service }) => service)), new Set(Object.keys(environments)));
  assert.ok(own.every(({ refused }) => !refused));
});

test('the things of another service are refused', () => {
  const foreign = rows.filter(({ isControl }) => !isControl);
  const pairs = new Set(foreign.map(({ service, on }) => `${service} ${on}`));
  const { length } = Object.keys(environments);
  assert.equal(pairs.size, length * (length - 1));
  assert.deepEqual(
    foreign.filter(({ refused }) => !refused),
    [],
  );
});

test('no answer has a password', () => {
  const secrets = Object.values(environments).flatMap((environment) =>
    Object.keys(environment)
      .filter((name) => name.endsWith('_PASSWORD'))
      .map((name) => environment[name]),
  );
  assert.ok(secrets.length > 0);
  const text = JSON.stringify(rows);
  assert.ok(secrets.every((secret) => !text.includes(secret)));
});
