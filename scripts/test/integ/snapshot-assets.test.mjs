// The integration tests deploy the code of functions that the package ships, and their snapshots contain it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { BUNDLES, bundleFunction } from '../../lib/build/function-bundle.mjs';
import { INTEG, ROOT } from '../../lib/paths.mjs';

/** The files of all assets in the snapshots. */
const FILES = readdirSync(INTEG, { recursive: true }).filter((file) => /\.snapshot\/asset\./.test(file));

test('no asset of a snapshot contains TypeScript', () => {
  assert.ok(FILES.some((file) => file.endsWith('.js')));
  assert.deepEqual(
    FILES.filter((file) => file.endsWith('.ts')),
    [],
  );
});

/** Whether a program is the only one of its asset, as a bundle is; the programs that rotate passwords share one. */
const isAlone = (program) =>
  FILES.filter((file) => dirname(file) === dirname(program) && file.endsWith('.js')).length === 1;

for (const bundle of BUNDLES) {
  test(`the snapshots contain ${bundle} as the package ships it`, async () => {
    const { code } = await bundleFunction(join(ROOT, 'src', `${bundle}.ts`));
    const copies = FILES.filter((file) => basename(file) === `${basename(bundle)}.js` && isAlone(file));
    assert.notDeepEqual(copies, []);
    // Not assert.equal, which would print both programs.
    assert.deepEqual(
      copies.filter((file) => readFileSync(join(INTEG, file), 'utf8') !== code),
      [],
    );
  });
}
