import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { commandOf } from '../../lib/cli/process-table.mjs';
import { abandonedStates, currentFolder, runningSession, sessionOnPort } from '../../lib/session/find.mjs';
import { cacheFolder, makePrivateFolder, sessionFolder } from '../../lib/session/folders.mjs';
import { writeState } from '../../lib/session/state.mjs';

const { XDG_STATE_HOME } = process.env;

let root;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'find-')));
  process.env.XDG_STATE_HOME = join(root, 'state');
  for (const name of ['shop/services/orders', 'other']) mkdirSync(join(root, name), { recursive: true });
});
afterEach(() => {
  delete process.env.XDG_STATE_HOME;
  if (XDG_STATE_HOME !== undefined) process.env.XDG_STATE_HOME = XDG_STATE_HOME;
  rmSync(root, { recursive: true });
});

const RUNNING = { pid: process.pid, command: commandOf(process.pid) };
const ENDED = { ...RUNNING, ended: { at: '2026-01-01T12:01:30', reason: 'SIGKILL', log: '/the/log' } };

function session(name, state) {
  const app = join(root, name);
  const folder = makePrivateFolder(sessionFolder(app));
  writeState(folder, { app, port: 4599, ...state });
  return folder;
}

test('a command finds the session of its folder, and of one around it', () => {
  const folder = session('shop', RUNNING);
  session('other', RUNNING);
  assert.equal(runningSession(join(root, 'shop')).folder, folder);
  assert.equal(runningSession(join(root, 'shop', 'services', 'orders')).folder, folder);
});

test('elsewhere, a command finds the only session that runs', () => {
  const folder = session('shop', RUNNING);
  session('other', ENDED);
  assert.equal(runningSession(root).folder, folder);
  session('other', RUNNING);
  assert.throws(() => runningSession(root), {
    name: 'Failure',
    message: /^No app of this folder runs: change to .*shop/,
  });
});

test('without a session, a command says what to do', () => {
  assert.throws(() => runningSession(root), {
    message: 'Nothing runs here: run `npx @org/ecommerce-local up` in the folder of your CDK app.',
  });
});

test('a command tells when and why the emulator of its folder ended', () => {
  session('shop', ENDED);
  session('other', RUNNING);
  assert.throws(() => runningSession(join(root, 'shop')), {
    message: 'The emulator ended at 12:01:30 (SIGKILL). Run `npx @org/ecommerce-local up`.',
    log: '/the/log',
  });
});

test('a port is that of another app only while that runs', () => {
  session('shop', RUNNING);
  assert.equal(sessionOnPort(4599, join(root, 'other')).app, join(root, 'shop'));
  assert.equal(sessionOnPort(4599, join(root, 'shop')), undefined);
  assert.equal(sessionOnPort(4600, join(root, 'other')), undefined);
  session('shop', ENDED);
  assert.equal(sessionOnPort(4599, join(root, 'other')), undefined);
});

test('the session of an app whose folder is gone is abandoned', () => {
  session('shop', RUNNING);
  session('other', RUNNING);
  assert.deepEqual(abandonedStates(), []);
  rmSync(join(root, 'shop'), { recursive: true });
  assert.deepEqual(
    abandonedStates().map(({ app }) => app),
    [join(root, 'shop')],
  );
});

test('a command in a deleted folder says what to do', (context) => {
  context.mock.method(process, 'cwd', () => {
    throw Object.assign(new Error('uv_cwd'), { code: 'ENOENT' });
  });
  assert.throws(currentFolder, {
    name: 'Failure',
    message: 'The folder of this shell was deleted: change to another folder.',
  });
});

test('the folders are those of the XDG specification, which ignores a relative path', () => {
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/caches' }), '/caches/ecommerce-local');
  assert.match(cacheFolder({ XDG_CACHE_HOME: 'caches' }), /^\/.+cache\/ecommerce-local$/);
});
