#!/usr/bin/env node

// Runs the property-based tests of test/properties with many random cases, and the CDK's own validator on each template, on
// the Node version that no other command tests.

import { Failure } from '../local/lib/cli/failure.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNewest, NEWEST_CDK } from './lib/install/newest-cdk.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { installNode, MIDDLE_NODE, onNode } from './lib/install/node-versions.mjs';
import { NEWEST, RESULTS } from './lib/paths.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runJest } from './lib/test-suites/test-runners.mjs';

const SUITE = 'properties';
const CASES = 1000;
const SEED = 1;

const HELP = `Generates random catalogues, environments and props. Each must give a documented error, or a template without
findings of the validator of aws-cdk-lib ${NEWEST_CDK}. The tests run on Node ${MIDDLE_NODE}, which comes from npm.

Usage: node scripts/test-properties.mjs [--draws ${CASES}] [--seed ${SEED}] [--only <construct> [--path <path>]]

A failure names the construct, the seed and the path of the case. With them, the case can be repeated:
--only EcommercePlatform --seed 1 --path 66:0:2. Use the same seed to compare two commits; another seed generates other
cases. Logs are in dist/logs.

  --draws N   the number of random cases (default ${CASES})
  --seed S    the seed of the random cases, a whole number (default ${SEED})
  --only C    test only this construct, such as VpcConstruct
  --path P    repeat only this case
  --help      print this help

Exit code: 0 when every case passed, 1 otherwise.`;

const OPTIONS = {
  draws: { type: 'string', default: String(CASES) },
  seed: { type: 'string', default: String(SEED) },
  only: { type: 'string' },
  path: { type: 'string' },
};

main({ help: HELP, options: OPTIONS }, async ({ draws, seed, only, path }) => {
  requireNumber('draws', draws);
  requireNumber('seed', seed);
  if (path && !only) throw new Failure('--path repeats a case of one construct: name the construct with --only.');
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 5 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  await progress.step(`Install aws-cdk-lib ${NEWEST_CDK}`, installNewest);
  const node = await progress.step(`Install Node ${MIDDLE_NODE}`, () => installNode(MIDDLE_NODE));
  await progress.step(`${draws} cases from seed ${seed}`, (report) =>
    runJest(SUITE, NEWEST, report, {
      args: ['test/properties', ...(only ? ['--testNamePattern', `^${only}:`] : [])],
      env: { ...onNode(node), PROPERTY_DRAWS: draws, PROPERTY_SEED: seed, ...(path && { PROPERTY_PATH: path }) },
      progress: /: \d+ templates, /,
    }),
  );
});

function requireNumber(name, value) {
  if (!/^[1-9]\d*$/.test(value))
    throw new Failure(`Invalid ${name}: ${value}. --${name} takes a whole number of at least 1.`);
}
