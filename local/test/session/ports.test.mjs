import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/ecommerce-local.mjs', import.meta.url));

test('the emulator and the page need two ports', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ports-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const { stderr } = spawnSync(
    process.execPath,
    [BIN, 'up', '--app', 'true', '--port', '4599', '--page-port', '4599', '--engines', 'none'],
    {
      cwd: folder,
      env: { PATH: '', TMPDIR: folder, XDG_STATE_HOME: join(folder, 'state'), XDG_CACHE_HOME: join(folder, 'cache') },
      encoding: 'utf8',
    },
  );
  assert.equal(stderr, "\nError: Port 4599 is the emulator's: choose another port with --page-port.\n");
});
