import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { guidePath, packagePage, pageFindings } from '../../lib/packages/package-page.mjs';
import { ROOT } from '../../lib/paths.mjs';

const MANIFEST = {
  version: '1.2.3',
  description: 'Constructs',
  homepage: 'https://example.com/repository',
  jsii: {
    targets: {
      python: { distName: 'constructs-for-python' },
      java: { maven: { groupId: 'org.example', artifactId: 'constructs-for-java' } },
    },
  },
};

const page = (guide, language = 'python') => packagePage(language, `# Guide\n\n${guide}\n`, MANIFEST);

test('a page begins with the name of the package and its description', () => {
  assert.ok(page('Text').startsWith('# constructs-for-python\n\nConstructs.\n\nText\n'));
  assert.ok(page('Text', 'java').startsWith('# org.example:constructs-for-java\n\nConstructs.\n'));
});

test('the version of the library on a page is the one that is released', () => {
  assert.ok(page('<version>0.0.0</version>', 'java').includes('<version>1.2.3</version>'));
});

for (const [name, link, absolute] of [
  ['a page beside the guide', '[a](stores.md)', '[a](https://example.com/repository/blob/main/docs/guides/stores.md)'],
  ['a file above the guide', '[a](../../API.md)', '[a](https://example.com/repository/blob/main/API.md)'],
  ['a heading', '[a](stores.md#b)', '[a](https://example.com/repository/blob/main/docs/guides/stores.md#b)'],
  ['a heading of the page itself', '[a](#b)', '[a](https://example.com/repository/blob/main/docs/guides/python.md#b)'],
  ['an image', '![a](../a.svg)', '![a](https://example.com/repository/raw/main/docs/a.svg)'],
  ['another site', '[a](https://example.org/)', '[a](https://example.org/)'],
]) {
  test(`a link to ${name} is absolute on the page`, () => {
    assert.ok(page(link).includes(`\n${absolute}\n`));
  });
}

test('a page with a block of its own language has no finding', () => {
  assert.deepEqual(pageFindings('python', page('```python\nimport a\n```\n\n```console\npip install a\n```')), []);
});

test('a relative link and a block of TypeScript on a page are found', () => {
  assert.deepEqual(pageFindings('python', '[a](b.md)\n\n```ts\nconst a = 1;\n```\n'), [
    'the page for python has the relative link b.md',
    'the page for python has a block of ts',
    'the page for python has no block of python',
  ]);
});

for (const language of ['python', 'java']) {
  test(`the page of the package for ${language} has absolute links and blocks of its language only`, () => {
    const read = (file) => readFileSync(join(ROOT, file), 'utf8');
    const manifest = JSON.parse(read('package.json'));
    assert.deepEqual(pageFindings(language, packagePage(language, read(guidePath(language)), manifest)), []);
  });
}

test('code that looks like a link is not changed', () => {
  const block = '```python\nhandlers[name](event)\n```';
  assert.ok(page(block).includes(block));
});

// npm resolves the relative links and images of README.md against the repository, where that is on GitHub.
test('package.json names a repository on GitHub', () => {
  const { repository, homepage } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  assert.match(homepage, /^https:\/\/github\.com\/[^/]+\/[^/]+$/);
  assert.equal(repository.url, `${homepage}.git`);
});
