#!/usr/bin/env node
// A step of `projen compile`: bundles the functions in lib that use packages. Lambda's runtime includes only the AWS SDK.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUNDLES, bundleFunction, licencesText } from './lib/build/function-bundle.mjs';
import { ROOT } from './lib/paths.mjs';

// The modules that only bundles contain.
for (const folder of ['rotation/function/document-db', 'logins/function']) {
  rmSync(join(ROOT, 'lib', folder), { recursive: true, force: true });
}

for (const name of BUNDLES) {
  const { code, packages } = await bundleFunction(join(ROOT, 'src', `${name}.ts`));
  const bundle = join(ROOT, 'lib', `${name}.js`);
  mkdirSync(dirname(bundle), { recursive: true });
  writeFileSync(bundle, code);
  if (packages.length > 0) writeFileSync(join(dirname(bundle), 'THIRD-PARTY-LICENSES.txt'), licencesText(packages));
}
