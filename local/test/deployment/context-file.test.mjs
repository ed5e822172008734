import assert from 'node:assert/strict';
import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ContextFile } from '../../lib/deployment/context-file.mjs';

const OF_EMULATOR = { 'ssm:account=000000000000:parameterName=/a:region=us-east-1': 'a' };
const OF_ACCOUNT = { 'ssm:account=123456789012:parameterName=/a:region=us-east-1': 'b', feature: true };

let app;
let session;
let file;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'context-'));
  [app, session] = ['app', 'session'].map((name) => join(folder, name));
  for (const it of [app, session]) mkdirSync(it);
  file = join(app, 'cdk.context.json');
});
afterEach(() => rmSync(join(app, '..'), { recursive: true }));

const contextFile = () => new ContextFile(app, session);
const write = (context, end = '\n') => writeFileSync(file, `${JSON.stringify(context, undefined, 2)}${end}`);
const text = () => readFileSync(file, 'utf8');

test('a file with nothing but lookups in the emulator goes, if the app had none', () => {
  const context = contextFile();
  context.prepare();
  write(OF_EMULATOR);
  context.restore();
  assert.ok(!existsSync(file));
});

test('the lookups in other accounts and the text of the file stay as they were', () => {
  const own = `{"feature":true,\n\t${JSON.stringify(OF_ACCOUNT).slice(1)}`;
  writeFileSync(file, own);
  const context = contextFile();
  context.prepare();
  write({ ...OF_ACCOUNT, ...OF_EMULATOR });
  context.restore();
  assert.equal(text(), own);
});

test('a new lookup in another account stays, in the format of the CDK', () => {
  const context = contextFile();
  context.prepare();
  write({ ...OF_EMULATOR, ...OF_ACCOUNT });
  context.restore();
  assert.equal(text(), `${JSON.stringify(OF_ACCOUNT, undefined, 2)}\n`);
});

test('an empty file of the app stays', () => {
  writeFileSync(file, '{}');
  const context = contextFile();
  context.prepare();
  write(OF_EMULATOR);
  context.restore();
  assert.equal(text(), '{}');
});

test('the next command removes what a killed one left', () => {
  contextFile().prepare();
  write(OF_EMULATOR);
  contextFile().restore();
  assert.ok(!existsSync(file));
});

test('a file that is not valid JSON stays, and the CLI reports it', () => {
  writeFileSync(file, '{');
  const context = contextFile();
  context.prepare();
  context.restore();
  assert.equal(text(), '{');
});

test('a full disk costs the app nothing of its file', (context) => {
  const own = `{"feature":true,\n\t${JSON.stringify(OF_ACCOUNT).slice(1)}`;
  writeFileSync(file, own);
  const lookups = contextFile();
  lookups.prepare();
  write({ ...OF_ACCOUNT, ...OF_EMULATOR });
  const written = text();
  const writeBefore = fs.writeFileSync;
  context.mock.method(fs, 'writeFileSync', (path) => {
    writeBefore(path, ''); // as the system does before it finds no space
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  });
  syncBuiltinESMExports();
  assert.throws(() => lookups.restore(), { code: 'ENOSPC' });
  context.mock.restoreAll();
  syncBuiltinESMExports();
  assert.equal(text(), written);
  assert.deepEqual(readdirSync(app), ['cdk.context.json']);
});
