#!/usr/bin/env node

// The unit tests on the aws-cdk-lib that users have today, and with them test/newest, which needs it. The project itself
// is compiled and tested on the oldest supported one.

import { buildTarball } from './lib/build/library.mjs';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { Progress } from './lib/cli/progress.mjs';
import { installNewest, NEWEST_CDK } from './lib/install/newest-cdk.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { NEWEST, RESULTS } from './lib/paths.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runJest } from './lib/test-suites/test-runners.mjs';

const SUITE = 'jest-newest';

const HELP = `Runs the unit tests on aws-cdk-lib ${NEWEST_CDK}, the version of the example app, with test/newest among them.

Usage: node scripts/test-newest.mjs

Copies the project to dist/.work/newest and installs it there with that version: installed in place of the project's own, it
would break nested packages. The installation is kept until dependencies change. Logs are in dist/logs.

  --help  this text

Exit code: 0 when every test passed, 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 4 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Build the library', buildTarball);
  await progress.step(`Install aws-cdk-lib ${NEWEST_CDK}`, installNewest);
  await progress.step(`Unit tests on aws-cdk-lib ${NEWEST_CDK}`, (report) => runJest(SUITE, NEWEST, report));
});
