import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { beginningOfLog, endOfLog, hiddenValues, withoutValues } from '../../lib/platform/logs.mjs';

const folder = mkdtempSync(join(tmpdir(), 'logs-'));
after(() => rmSync(folder, { recursive: true }));

function logOf(text) {
  const path = join(folder, 'log');
  writeFileSync(path, text);
  return path;
}

/** A Secrets Manager with the secrets `{ name: { stage: text } }`. */
const secretsManager = (secrets) => ({
  listSecrets: async () => ({
    SecretList: Object.entries(secrets).map(([name, stages]) => ({
      ARN: name,
      SecretVersionsToStages: Object.fromEntries(Object.keys(stages).map((stage) => [`version-${stage}`, [stage]])),
    })),
  }),
  getSecretValue: async ({ SecretId, VersionStage }) => ({ SecretString: secrets[SecretId][VersionStage] }),
});

test('the end of a log has at most 200 kB', async () => {
  const text = await endOfLog(logOf(`first${'x'.repeat(400_000)}last`), []);
  assert.equal(text.length, 200_000);
  assert.ok(text.endsWith('xlast'));
  assert.equal(await endOfLog(logOf('short'), []), 'short');
});

test('the beginning of a log has at most 200 kB', async () => {
  const text = await beginningOfLog(logOf(`first${'x'.repeat(400_000)}last`));
  assert.equal(text.length, 200_000);
  assert.ok(text.startsWith('firstx'));
});

test('a log that does not exist is undefined, and its beginning is empty', async () => {
  assert.equal(await endOfLog(join(folder, 'absent'), []), undefined);
  assert.equal(await beginningOfLog(join(folder, 'absent')), '');
});

test('a value of a secret is hidden, also where the end of the log begins in the middle of it', async () => {
  const value = 'secret-password';
  for (const more of ['', '.', '..', '...', '....', '.....']) {
    const text = await endOfLog(logOf(value.repeat(30_000) + more), [value]);
    assert.ok(text.length > 0);
    assert.doesNotMatch(text, /secret|password|pass|word/);
  }
});

test('a value is hidden in JSON and in addresses, too', () => {
  const hidden = withoutValues('{"p":"a\\"b/c%d"} amqp://u:a%22b%2Fc%25d@host a"b/c%d', ['a"b/c%d']);
  assert.equal(hidden, '{"p":"(hidden)"} amqp://u:(hidden)@host (hidden)');
});

test('a value that contains another one is hidden as a whole', () => {
  assert.equal(withoutValues('password-long password', ['password', 'password-long']), '(hidden) (hidden)');
});

test('the current, previous and pending values of all secrets are hidden, and no user name or address', async () => {
  const database = (password) =>
    JSON.stringify({ username: 'orderservice', host: '127.0.1.1', port: '5432', password });
  const values = await hiddenValues(
    secretsManager({
      database: {
        AWSCURRENT: database('current-password'),
        AWSPREVIOUS: database('previous-password'),
        AWSPENDING: database('pending-password'),
      },
      broker: {
        AWSCURRENT: JSON.stringify({ username: 'u', vhost: '/', prefix: 'orderservice.', password: 'of-the-broker' }),
      },
      text: { AWSCURRENT: 'the whole text' },
      number: { AWSCURRENT: '1234567' },
      short: { AWSCURRENT: 'abc' },
    }),
  );
  assert.deepEqual(values.toSorted(), [
    '1234567',
    'current-password',
    'of-the-broker',
    'pending-password',
    'previous-password',
    'the whole text',
  ]);
});
