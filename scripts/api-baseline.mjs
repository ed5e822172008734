#!/usr/bin/env node

// `npm run api-baseline`: records the current API as the baseline that `npm test` compares with. Part of a release.

import { Progress } from '../local/lib/cli/progress.mjs';
import { compile } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { writeBaseline } from './lib/release/api-baseline.mjs';

const HELP = `Compiles the library, and writes its API to docs/api/baseline.json, which \`npm test\` compares with.

Usage: npm run api-baseline

Run it for a release, or before the first one: from then on, changes since the last release are no longer reported. It
deletes docs/api/accepted-changes.txt, the list of accepted changes.

  --help  print this help

Exit code: 0 when the baseline is written, 1 otherwise.`;

main({ help: HELP }, async () => {
  const progress = new Progress({ total: 3 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile', compile);
  await progress.step('Write docs/api/baseline.json', writeBaseline);
});
