import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedRanges } from '../../lib/mutation/changed-lines.mjs';

const DIFF = `diff --git a/src/cache.ts b/src/cache.ts
index 1111111..2222222 100644
--- a/src/cache.ts
+++ b/src/cache.ts
@@ -10 +10 @@ export class Cache {
-  port = 6379;
+  port = 6380;
@@ -20,0 +21,3 @@ export class Cache {
+  // one
+  // two
+  // three
@@ -40,2 +43,0 @@ export class Cache {
-  // removed
-  // removed too
diff --git a/src/old.ts b/src/moved.ts
similarity index 90%
rename from src/old.ts
rename to src/moved.ts
--- a/src/old.ts
+++ b/src/moved.ts
@@ -1,2 +1 @@
-const one = 1;
-const two = 2;
+const both = 3;
`;

test('returns changed and added lines as ranges of the current file', () => {
  assert.deepEqual(changedRanges(DIFF), [
    {
      path: 'src/cache.ts',
      ranges: [
        { from: 10, to: 10 },
        { from: 21, to: 23 },
      ],
    },
    { path: 'src/moved.ts', ranges: [{ from: 1, to: 1 }] },
  ]);
});

test('returns no ranges for a file with only deleted lines, and for a deleted file', () => {
  const removal = `diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -3 +2,0 @@
-const a = 1;
diff --git a/src/b.ts b/src/b.ts
deleted file mode 100644
--- a/src/b.ts
+++ /dev/null
@@ -1 +0,0 @@
-const b = 1;
`;
  assert.deepEqual(changedRanges(removal), []);
  assert.deepEqual(changedRanges(''), []);
});
