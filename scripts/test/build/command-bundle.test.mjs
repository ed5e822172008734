import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundleCommand, COMMAND_BUNDLE } from '../../lib/build/command-bundle.mjs';
import { ROOT } from '../../lib/paths.mjs';

/** The package may have 600,000 bytes. */
const MOST_BYTES = 24_000;

const code = await bundleCommand();

test('the command imports only modules of Node', () => {
  const imported = [...code.matchAll(/\bfrom\s*"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g)].map(
    (found) => found[1] ?? found[2],
  );
  assert.ok(imported.length > 0);
  assert.deepEqual(
    imported.filter((name) => !builtinModules.includes(name.replace('node:', ''))),
    [],
  );
});

test('the command runs without any other file', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'command-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'command.mjs');
  writeFileSync(file, code);
  for (const args of [['--help'], ['cost', '--help'], ['preflight', '--help'], ['tunnel', '--help']]) {
    const { status, stdout } = spawnSync(process.execPath, [file, ...args], { cwd: folder, encoding: 'utf8', env: {} });
    assert.equal(status, 0);
    assert.match(stdout, /^Usage: npx @org\/ecommerce-constructs/m);
  }
});

test('the command is small, and has no path of the machine', () => {
  assert.ok(gzipSync(code, { level: 9 }).length < MOST_BYTES, `${gzipSync(code, { level: 9 }).length} bytes`);
  assert.ok(!code.includes(ROOT));
  assert.ok(code.startsWith('#!/usr/bin/env node\n'));
});

test('the package has the command under its name', () => {
  const { bin, files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  assert.deepEqual(bin, { 'ecommerce-constructs': COMMAND_BUNDLE });
  assert.ok(files.includes(COMMAND_BUNDLE));
});
