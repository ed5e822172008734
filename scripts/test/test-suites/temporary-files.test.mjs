import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedProgram } from '../../lib/install/node-modules.mjs';
import { ROOT } from '../../lib/paths.mjs';

test('jest leaves no temporary files, although each app writes a cloud assembly', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'temporary-files-'));
  context.after(() => rmSync(folder, { recursive: true }));
  execFileSync(installedProgram('jest'), ['--ci', 'test/naming/stages.test.ts'], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  assert.deepEqual(readdirSync(folder), []);
});
