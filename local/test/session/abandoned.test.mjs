import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commandOf } from '../../lib/cli/process-table.mjs';
import { makePrivateFolder, sessionFolder } from '../../lib/session/folders.mjs';
import { writeState } from '../../lib/session/state.mjs';

const BIN = fileURLToPath(new URL('../../bin/ecommerce-local.mjs', import.meta.url));

/** A disk without space for files and folders. */
const FULL_DISK = `
  const fs = require('node:fs');
  const full = () => { throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' }); };
  for (const name of ['writeFileSync', 'mkdtempSync']) fs[name] = full;
  require('node:module').syncBuiltinESMExports();
`;

let root;
let env;
let supervisor;
beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'abandoned-')));
  env = { PATH: process.env.PATH, TMPDIR: root, XDG_STATE_HOME: join(root, 'state') };
  mkdirSync(join(root, 'elsewhere'));
  supervisor = spawn('sleep', ['600']);
  await once(supervisor, 'spawn');
});
afterEach(() => {
  supervisor.kill();
  rmSync(root, { recursive: true });
});

const down = () => command(['down']);

async function command(args, stream = 'stdout') {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: join(root, 'elsewhere'), env });
  const output = child[stream].setEncoding('utf8').toArray();
  await once(child, 'close');
  return (await output).join('');
}

function session(app) {
  const folder = makePrivateFolder(sessionFolder(app, env));
  writeState(folder, { app, port: 4599, pid: supervisor.pid, command: commandOf(supervisor.pid) });
  return folder;
}

test('`down` ends the session of an app that was deleted or moved, in any folder', async () => {
  const folder = session(join(root, 'moved'));
  const ended = once(supervisor, 'exit');
  assert.match(await down(), /^The emulator of \S+moved, which was deleted or moved, on port 4599 is stopped\./);
  await ended;
  assert.equal(existsSync(folder), false);
});

test('`down` elsewhere names the app that runs, and leaves it alone', async () => {
  const app = join(root, 'shop');
  mkdirSync(app);
  const folder = session(app);
  assert.equal(await down(), `Nothing runs here. Run \`down\` in the folder of an app that runs: ${app}.\n`);
  assert.equal(existsSync(folder), true);
});

test('`up` says how to have the port of an app that was deleted or moved', async () => {
  session(join(root, 'moved'));
  const args = ['up', '--app', 'true', '--port', '4599', '--engines', 'none'];
  assert.match(
    await command(args, 'stderr'),
    /moved: choose another port with --port, or run `down` here, because that folder/,
  );
});

test('`down` needs no free space', async () => {
  const app = join(root, 'elsewhere');
  const folder = session(app);
  const ended = once(supervisor, 'exit');
  const preload = join(root, 'full.cjs');
  writeFileSync(preload, FULL_DISK);
  env.NODE_OPTIONS = `--require ${preload}`;
  assert.match(await down(), /^The emulator on port 4599 is stopped\./);
  await ended;
  assert.equal(existsSync(folder), false);
});
