import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommit, renderSection, withSection } from '../../lib/release/changelog.mjs';

test('parses conventional commits with their breaking changes, and ignores other commits', () => {
  assert.deepEqual(parseCommit('feat: a cache\n\nWhy.\n'), { type: 'feat', text: 'a cache', breaks: undefined });
  assert.equal(parseCommit('fix(search)!: no default').breaks, 'search: no default');
  const footer = 'refactor: names\n\nWhy.\n\nBREAKING CHANGE: `a` is\nnow `b`.\n\nReviewed-by: C\n';
  assert.equal(parseCommit(footer).breaks, '`a` is now `b`.');
  assert.equal(parseCommit("Merge branch 'main'"), undefined);
});

test('a section lists breaking changes, features and fixes in this order, and omits other commits', () => {
  const commits = ['fix: b', 'docs: c', 'feat: a', 'feat!: d'].map(parseCommit);
  assert.equal(
    renderSection('1.0.0', '2026-12-01', commits),
    '## 1.0.0 (2026-12-01)\n\n### Breaking changes\n\n- d\n\n### Features\n\n- a\n- d\n\n### Fixes\n\n- b\n',
  );
});

test('the section of the newest release comes first, and writing it again replaces it', () => {
  const first = withSection('', '0.1.0', '## 0.1.0 (x)\n\n- a\n');
  const second = withSection(first, '0.2.0', '## 0.2.0 (y)\n\n- b\n');
  assert.match(second, /^# Changelog\n[\s\S]+\n\n## 0\.2\.0 \(y\)\n\n- b\n\n## 0\.1\.0 \(x\)\n\n- a\n$/);
  assert.equal(withSection(second, '0.2.0', '## 0.2.0 (y)\n\n- b\n'), second);
  const unreleased = second.replace('## 0.2.0', '## Unreleased\n\n- c\n\n## 0.2.0');
  assert.equal(withSection(unreleased, '0.2.0', '## 0.2.0 (y)\n\n- b\n'), second);
});
