#!/usr/bin/env node

// `npm run api-baseline`: makes today's API the one that `npm test` compares with; a release does.

import { compile } from './lib/build/library.mjs';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { Progress } from './lib/cli/progress.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { writeBaseline } from './lib/release/api-baseline.mjs';

const HELP = `Compiles the library, and writes its API to docs/api/baseline.json, for \`npm test\` to compare with.

Usage: npm run api-baseline

It is for a release, or where nothing was released yet: it forgets every change since the last one, and the list of
those that were accepted, docs/api/accepted-changes.txt.

  --help  this text

Exit code: 0 when it is written, 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  const progress = new Progress({ total: 3 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile', compile);
  await progress.step('Write docs/api/baseline.json', writeBaseline);
});
