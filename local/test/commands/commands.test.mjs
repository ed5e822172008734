import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/ecommerce-local.mjs', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'commands-'));
after(() => rmSync(folder, { recursive: true }));

function command(...args) {
  const env = { PATH: process.env.PATH, TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state') };
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

for (const name of ['up', 'run', 'open', 'status', 'logs', 'psql', 'down']) {
  test(`${name} describes itself`, async () => {
    const { code, stdout, stderr } = await command(name, '--help');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, new RegExp(`^Usage: npx @org/ecommerce-local ${name}\\b`, 'm'));
    assert.ok((await command('--help')).stdout.includes(`\n  ${name} `));
  });

  test(`${name} rejects an option that it does not have`, async () => {
    const { code, stderr } = await command(name, '--colour');
    assert.equal(code, 1);
    assert.match(stderr, /^\nError: Unknown option '--colour'\. See --help\.\n$/);
  });
}

for (const args of [
  ['run', 'orderservice', '--', 'true'],
  ['open'],
  ['status'],
  ['logs', 'emulator'],
  ['psql', 'orderservice'],
]) {
  test(`without a session, ${args[0]} says what to do`, async () => {
    const { code, stderr } = await command(...args);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      '\nError: Nothing runs here: run `npx @org/ecommerce-local up` in the folder of your CDK app.\n',
    );
  });
}

test('without a session, down has nothing to do', async () => {
  assert.deepEqual(await command('down'), { code: 0, stdout: 'Nothing runs here.\n', stderr: '' });
});

test('an unknown command is a sentence with those there are', async () => {
  const names = 'up, run, open, status, logs, psql, down';
  assert.match(
    (await command('start')).stderr,
    new RegExp(`^\nError: Unknown command: start\\. The commands are ${names}; see --help\\.`),
  );
  assert.match((await command()).stderr, new RegExp(`^\nError: A command is missing\\. The commands are ${names};`));
});

test('run needs a service, and a command after two hyphens', async () => {
  for (const args of [
    ['orderservice'],
    ['orderservice', 'node', 'server.js'],
    ['--', 'node'],
    ['a', 'b', '--', 'node'],
  ]) {
    const { stderr } = await command('run', ...args);
    assert.equal(
      stderr,
      '\nError: Name one service, and the command after `--`, as in `run orderservice -- node server.js`.\n',
    );
  }
});

test('a mistake in the options of up is a sentence', async () => {
  for (const [args, message] of [
    [['--port', '0'], 'Invalid port: 0. --port takes a whole number from 1 to 65535.'],
    [
      ['--engines', 'mysql'],
      'Unknown engine: mysql. --engines takes ferretdb, opensearch, postgres, rabbitmq, valkey, all or none.',
    ],
  ]) {
    assert.equal((await command('up', ...args)).stderr, `\nError: ${message}\n`);
  }
});
