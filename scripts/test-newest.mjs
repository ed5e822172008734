#!/usr/bin/env node

// Runs the unit tests on the newest supported Node and on the aws-cdk-lib that new users install, including test/newest,
// which needs it. The project itself is compiled and tested on the oldest supported versions. Tests whose result depends on
// neither version are excluded.

import { Progress } from '../local/lib/cli/progress.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNewest, NEWEST_CDK } from './lib/install/newest-cdk.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { installNode, NEWEST_NODE, onNode } from './lib/install/node-versions.mjs';
import { NEWEST, RESULTS } from './lib/paths.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runJest } from './lib/test-suites/test-runners.mjs';

const SUITE = 'jest-newest';

/** Tests whose result depends on neither version, or that another command runs on this aws-cdk-lib. */
const EXCLUDED = [
  'test/assembly', // reads the assembly that jsii wrote, on the oldest version
  // Read the files of the project.
  'test/(layout|catalogue/kinds-of-store|documentation/(examples|login-clients)|monitoring/runbooks|platform/shared-parts|providers/environments)',
  'test/properties', // test-properties.mjs runs more random cases on this version
  // Plant holes in templates; test/isolation/intended-reach reads the templates of this version.
  'test/isolation/.+-holes',
  // Compare templates of the same version.
  'test/(limits/resources|platform/three-hundred-services|upgrade/(changes-in-place|removals|replacements))',
];
const PATTERNS = ['/node_modules/', ...EXCLUDED.map((path) => `<rootDir>/${path}`)];

const HELP = `Runs the unit tests, including test/newest, on Node ${NEWEST_NODE} and on aws-cdk-lib ${NEWEST_CDK}, the version of the example app.

Usage: node scripts/test-newest.mjs

Copies the project to dist/.work/newest and installs it there with that version: installing it in the project itself would
break nested packages. The installation is reused until dependencies change. Node comes from npm. Logs are in dist/logs.

Excluded are tests that depend on neither version, or that another command runs on this aws-cdk-lib:

${EXCLUDED.map((path) => `  ${path}`).join('\n')}

  --help  print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP }, async () => {
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 5 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  await progress.step(`Install aws-cdk-lib ${NEWEST_CDK}`, installNewest);
  const node = await progress.step(`Install Node ${NEWEST_NODE}`, () => installNode(NEWEST_NODE));
  await progress.step(`Unit tests on Node ${NEWEST_NODE} and aws-cdk-lib ${NEWEST_CDK}`, (report) =>
    runJest(SUITE, NEWEST, report, { args: PATTERNS.map((it) => `--testPathIgnorePatterns=${it}`), env: onNode(node) }),
  );
});
