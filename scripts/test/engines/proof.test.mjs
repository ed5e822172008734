import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { engineSections, failuresOf, readServers, requireProof } from '../../lib/engines/proof.mjs';
import { missingValues } from '../../lib/inventory/inventory.mjs';
import { LOGS } from '../../lib/paths.mjs';

const SERVER = {
  resource: 'arn:aws:rds:r:a:db:orders',
  engine: 'postgres',
  version: '18',
  host: '127.0.1.1',
  port: 5432,
};
const LOGIN = {
  user: 'orderservice',
  engine: 'postgres',
  address: '127.0.1.1:5432',
  variables: { DATABASE_PASSWORD: 'secret' },
};

let folder;
let emulator;
let port;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proof-test-'));
  const answers = { '/_emulator/engines': JSON.stringify([SERVER]), '/_emulator/engines/root.pem': 'the root' };
  emulator = createServer(({ url }, response) => response.end(answers[url]));
  emulator.listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  ({ port } = emulator.address());
});
afterEach(() => {
  emulator.close();
  rmSync(folder, { recursive: true });
  rmSync(join(LOGS, 'proof-test-proof.log'), { force: true });
});

/** Returns a program in place of Python, which copies the request, and prints the reasons. */
function python(reasons) {
  const program = join(folder, 'python');
  const script = `const fs = require('node:fs');
    const request = JSON.parse(fs.readFileSync(process.argv.at(-1)));
    const mode = (fs.statSync(process.argv.at(-1)).mode & 0o777).toString(8);
    fs.writeFileSync(${JSON.stringify(join(folder, 'seen'))}, JSON.stringify({ ...request, root: fs.readFileSync(request.root, 'utf8'), file: process.argv.at(-1), mode }));
    console.log(${JSON.stringify(JSON.stringify(reasons))});`;
  writeFileSync(program, `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  return program;
}

const failures = (reasons, logins = [LOGIN], engines = ['postgres']) =>
  failuresOf(logins, [SERVER], engines, { python: python(reasons), port, name: 'proof-test' });

test('passes the logins and the root to the clients, and deletes the file with the secrets', async () => {
  assert.deepEqual(await failures([null]), []);
  const { file, ...seen } = JSON.parse(readFileSync(join(folder, 'seen'), 'utf8'));
  assert.deepEqual(seen, {
    root: 'the root',
    logins: [{ engine: 'postgres', variables: { DATABASE_PASSWORD: 'secret' } }],
    mode: '600',
  });
  assert.ok(!existsSync(file));
});

test('a login that fails is a sentence with the user, the engine and the reason', async () => {
  const sentences = await failures(['refused']);
  assert.deepEqual(sentences, ['orderservice cannot use postgres on 127.0.1.1:5432: refused']);
  assert.throws(() => requireProof(sentences, 'the log'), { name: 'Failure', excerpt: sentences, log: 'the log' });
  requireProof([], 'the log');
});

test('an address on which a running engine does not listen fails, and one of another engine does not', async () => {
  const logins = [
    { ...LOGIN, address: 'orders.localhost:5432' },
    { ...LOGIN, engine: 'valkey', address: 'cache.localhost:6379' },
  ];
  assert.deepEqual(await failures([], logins), ['orderservice: no postgres listens on orders.localhost:5432']);
});

test('lists each server with its version, its address and its logins, of which it needs one', async () => {
  const servers = [...(await readServers(port)), { ...SERVER, host: '127.0.1.2' }];
  const [section] = engineSections(servers, [LOGIN, { ...LOGIN, user: 'orders' }]);
  assert.deepEqual(section.rows, [
    ['postgres', '18', '127.0.1.1:5432', 'db:orders', '2'],
    ['postgres', '18', '127.0.1.2:5432', 'db:orders', 'missing'],
  ]);
  assert.deepEqual(missingValues([section]), ['engines: logins of postgres']);
});

test('a login with IAM is not tried, and the table says so where there is no other', async () => {
  const withIam = { ...LOGIN, variables: undefined };
  assert.deepEqual(await failures([], [withIam]), []);
  assert.equal(engineSections([SERVER], [withIam])[0].rows[0].at(-1), 'with IAM only, not tried');
  assert.equal(engineSections([SERVER], [LOGIN, withIam])[0].rows[0].at(-1), '1');
});

test('a deployment without a resource that an engine serves has no table of engines', () => {
  assert.deepEqual(engineSections([], [LOGIN]), []);
});
