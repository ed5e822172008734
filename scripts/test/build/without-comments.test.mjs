import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutComments } from '../../lib/build/without-comments.mjs';

test('comments are removed', () => {
  const text = '"use strict";\n/** Adds. */\nfunction add(a, b) {\n    // the sum\n    return a + b; // both\n}\n';
  assert.equal(withoutComments(text), '"use strict";\nfunction add(a, b) {\n    return a + b;\n}\n');
});

test('texts that look like comments remain', () => {
  const text = 'const all = ["// no", "/* no */", `https://host/*`, /\\/\\/ no/];\n';
  assert.equal(withoutComments(text), text);
});
