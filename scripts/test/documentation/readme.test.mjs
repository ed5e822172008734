import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { filesBelow } from '../../lib/install/fingerprint.mjs';
import { ROOT } from '../../lib/paths.mjs';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

const blocks = (language) => [...README.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))];

// TypeScript is compiled by rosetta; in the other languages, what README shows is what the examples' own tests run.
for (const [language, extension] of [
  ['python', '.py'],
  ['java', '.java'],
]) {
  test(`what README shows in ${language} stands word for word in its example`, () => {
    const folder = join(ROOT, 'examples', language);
    const files = filesBelow(folder).filter((file) => file.endsWith(extension) && !file.includes('.venv'));
    const sources = files.map((file) => readFileSync(file, 'utf8'));
    const shown = blocks(language).map(([, code]) => code);
    assert.notEqual(shown.length, 0);
    assert.deepEqual(
      shown.filter((code) => !sources.some((source) => source.includes(code))),
      [],
    );
  });
}

test('what README links to exists', () => {
  const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target);
  assert.deepEqual(
    links.filter((target) => !existsSync(join(ROOT, target))),
    [],
  );
});
