#!/usr/bin/env node

// The unit tests on the aws-cdk-lib that users have today, and with them test/newest, which needs it. What that version
// cannot change is left out. The project itself is compiled and tested on the oldest supported one.

import { compileIfStale } from './lib/build/library.mjs';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { Progress } from './lib/cli/progress.mjs';
import { installNewest, NEWEST_CDK } from './lib/install/newest-cdk.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { NEWEST, RESULTS } from './lib/paths.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runJest } from './lib/test-suites/test-runners.mjs';

const SUITE = 'jest-newest';

/** What another version of aws-cdk-lib cannot change, or another command tests on this one. */
const LEFT_OUT = [
  'test/assembly', // reads the assembly that jsii wrote, on the oldest version
  'test/(layout|catalogue/kinds-of-store|platform/shared-parts|providers/environments)', // read the files of the project
  'test/properties', // test-properties.mjs draws more, on this version
  'test/rotation/function', // imports nothing of aws-cdk-lib
  'test/upgrade/(changes-in-place|removals|replacements)', // compare two templates of one version
];
const PATTERNS = ['/node_modules/', ...LEFT_OUT.map((path) => `<rootDir>/${path}`)];

const HELP = `Runs the unit tests on aws-cdk-lib ${NEWEST_CDK}, the version of the example app, with test/newest among them.

Usage: node scripts/test-newest.mjs

Copies the project to dist/.work/newest and installs it there with that version: installed in place of the project's own, it
would break nested packages. The installation is kept until dependencies change. Logs are in dist/logs.

Left out is what that version cannot change, or what another command tests on it:

${LEFT_OUT.map((path) => `  ${path}`).join('\n')}

  --help  this text

Exit code: 0 when every test passed, 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 4 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  await progress.step(`Install aws-cdk-lib ${NEWEST_CDK}`, installNewest);
  await progress.step(`Unit tests on aws-cdk-lib ${NEWEST_CDK}`, (report) =>
    runJest(SUITE, NEWEST, report, { args: PATTERNS.map((it) => `--testPathIgnorePatterns=${it}`) }),
  );
});
