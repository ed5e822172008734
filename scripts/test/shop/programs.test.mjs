import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { stopAll } from '../../../local/lib/cli/processes.mjs';
import { Programs } from '../../lib/shop/programs.mjs';

const LISTENS = `
  const server = require('node:http').createServer((_, response) => response.end(process.env.NAME));
  server.listen(Number(process.env.PORT), '127.0.0.1', () =>
    console.log(JSON.stringify({ listening: server.address().port })));`;

let folder;
let programs;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-'));
  mkdirSync(join(folder, 'services'));
  writeFileSync(
    join(folder, 'services', 'good.mjs'),
    `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); ${LISTENS}`,
  );
  writeFileSync(join(folder, 'services', 'bad.mjs'), "console.error('The store cannot be used.'); process.exit(1);");
  programs = new Programs({ folder, logs: join(folder, 'logs') });
});
afterEach(async () => {
  await stopAll();
  rmSync(folder, { recursive: true });
});

test('a program gets its environment and a free port, and is stopped', async () => {
  await programs.start({ good: { NAME: 'good' } });
  const address = programs.addresses.good;
  assert.equal(await (await fetch(address)).text(), 'good');
  await programs.stop();
  await assert.rejects(fetch(address));
});

test('a program that ends before it is ready fails with the end of its log', async () => {
  await assert.rejects(programs.start({ bad: {} }), (error) => {
    assert.equal(error.message, 'The program of bad ended before it was ready.');
    assert.deepEqual(error.excerpt, ['The store cannot be used.']);
    assert.match(readFileSync(error.log, 'utf8'), /cannot be used/);
    return true;
  });
});
