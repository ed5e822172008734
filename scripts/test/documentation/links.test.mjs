import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { filesBelow } from '../../../local/lib/install/fingerprint.mjs';
import { ROOT } from '../../lib/paths.mjs';

const PAGES = ['README.md', 'docs/guides', 'docs/runbooks'].flatMap((path) => filesBelow(join(ROOT, path)));

const FENCED = /^```.*?^```$/gms;
const RELATIVE_LINK = /\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g;

/** The links of a page within the repository: the file, which is the page itself for a link to its own heading. */
function linksOf(page) {
  const text = readFileSync(page, 'utf8').replaceAll(FENCED, '');
  return [...text.matchAll(RELATIVE_LINK)].map(([link, target, anchor]) => ({
    link: `${page}: ${link}`,
    file: target ? join(dirname(page), target) : page,
    anchor,
  }));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(page) {
  const headings = readFileSync(page, 'utf8')
    .replaceAll(FENCED, '')
    .matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('README, the guides and the runbooks link to files that exist', () => {
  const links = PAGES.flatMap(linksOf);
  assert.notEqual(links.length, 0);
  assert.deepEqual(
    links.filter(({ file }) => !existsSync(file)).map(({ link }) => link),
    [],
  );
});

test('README, the guides and the runbooks link to headings that exist', () => {
  const links = PAGES.flatMap(linksOf).filter(({ file, anchor }) => anchor && existsSync(file));
  assert.deepEqual(
    links.filter(({ file, anchor }) => !anchorsOf(file).includes(anchor)).map(({ link }) => link),
    [],
  );
});
