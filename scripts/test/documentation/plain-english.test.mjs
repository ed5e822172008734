import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectFiles } from '../../lib/build/project-files.mjs';
import { phraseFindings } from '../../lib/documentation/plain-english.mjs';
import { ROOT } from '../../lib/paths.mjs';

const folder = mkdtempSync(join(tmpdir(), 'plain-english-'));
after(() => rmSync(folder, { recursive: true }));

function findingsOf(text) {
  writeFileSync(join(folder, 'text.ts'), text);
  return phraseFindings(folder, ['text.ts']);
}

test('the project uses none of the phrases in the list', () => {
  assert.deepEqual(phraseFindings(ROOT, projectFiles(ROOT)), []);
});

test('a finding names the file, the line, the phrase and the remedy', () => {
  assert.deepEqual(findingsOf('first line\n// WHOEVER deploys\n'), [
    'text.ts:2: “WHOEVER”; write: the user, the role or the team that',
  ]);
});

test('a phrase is found across the lines of a comment', () => {
  assert.equal(findingsOf('/**\n * What\n * becomes of it.\n */\n').length, 1);
});

test('a word is not found inside a longer word', () => {
  assert.deepEqual(findingsOf('whoevers\n'), []);
});
