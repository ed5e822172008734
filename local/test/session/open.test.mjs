import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commandOf } from '../../lib/cli/process-table.mjs';
import { makePrivateFolder, sessionFolder } from '../../lib/session/folders.mjs';
import { writeState } from '../../lib/session/state.mjs';

const BIN = fileURLToPath(new URL('../../bin/ecommerce-local.mjs', import.meta.url));
const PAGE = 'http://127.0.0.1:4598/token/';
const OPENER = process.platform === 'darwin' ? 'open' : 'xdg-open';

let root;
let env;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'open-')));
  mkdirSync(join(root, 'bin'));
  env = {
    PATH: [join(root, 'bin'), process.env.PATH].join(delimiter),
    TMPDIR: root,
    XDG_STATE_HOME: join(root, 'state'),
  };
  writeState(makePrivateFolder(sessionFolder(root, env)), {
    app: root,
    port: 4599,
    page: PAGE,
    pid: process.pid,
    command: commandOf(process.pid),
  });
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs `open` with an opener, a script of the shell. */
async function open(opener) {
  const program = join(root, 'bin', OPENER);
  writeFileSync(program, `#!/bin/sh\n${opener}\n`);
  chmodSync(program, 0o755);
  const child = spawn(process.execPath, [BIN, 'open'], { cwd: root, env });
  const output = child.stdout.setEncoding('utf8').toArray();
  await once(child, 'close');
  return (await output).join('');
}

test('the opener gets a file that leads to the page, and not the token', async () => {
  const given = join(root, 'given');
  assert.equal(await open(`echo "$1" > ${given}`), `${PAGE}\n`);
  const file = readFileSync(given, 'utf8').trim();
  assert.doesNotMatch(file, /token/);
  assert.match(readFileSync(fileURLToPath(file), 'utf8'), new RegExp(`url=${PAGE}"`));
});

test('without a browser, the person is asked to open the address', async () => {
  assert.match(await open('exit 3'), new RegExp(`^${PAGE}\nNo browser could be started here`));
});

test('an opener that is the browser itself is not waited for', { timeout: 30_000 }, async () => {
  const pidFile = join(root, 'pid');
  assert.equal(await open(`echo $$ > ${pidFile}; exec sleep 600`), `${PAGE}\n`);
  process.kill(Number(readFileSync(pidFile, 'utf8'))); // it runs on after the command
});
