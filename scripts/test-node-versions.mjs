#!/usr/bin/env node
// Runs the unit tests on the supported versions of Node other than the one that the project is developed on.

import { delimiter } from 'node:path';
import { Progress } from '../local/lib/cli/progress.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { installNode, nodeSuite, OTHER_NODE_VERSIONS } from './lib/install/node-versions.mjs';
import { RESULTS, ROOT } from './lib/paths.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runJest } from './lib/test-suites/test-runners.mjs';

const HELP = `Runs the unit tests on Node ${OTHER_NODE_VERSIONS.join(' and Node ')}.

Usage: node scripts/test-node-versions.mjs

Installs the newest release of each version from npm into dist/.work/node. Logs are in dist/logs.

  --help  print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP }, async () => {
  for (const major of OTHER_NODE_VERSIONS) forgetResult(RESULTS, nodeSuite(major));

  const progress = new Progress({ total: 2 + 2 * OTHER_NODE_VERSIONS.length });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  for (const major of OTHER_NODE_VERSIONS) {
    const { bin } = await progress.step(`Install Node ${major}`, () => installNode(major));
    await progress.step(`Unit tests on Node ${major}`, (report) =>
      runJest(nodeSuite(major), ROOT, report, { env: { PATH: [bin, process.env.PATH].join(delimiter) } }),
    );
  }
});
