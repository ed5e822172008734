#!/usr/bin/env node

// test/properties in earnest: many draws, and the CDK's own validator over each template.

import { compileIfStale } from './lib/build/library.mjs';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { Failure } from './lib/cli/failure.mjs';
import { main } from './lib/cli/main.mjs';
import { Progress } from './lib/cli/progress.mjs';
import { installNewest, NEWEST_CDK } from './lib/install/newest-cdk.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { NEWEST, RESULTS } from './lib/paths.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runJest } from './lib/test-suites/test-runners.mjs';

const SUITE = 'properties';
const DRAWS = 1000;
const SEED = 1;

const HELP = `Draws catalogues, environments and props: each must become a template in which the validator of aws-cdk-lib
${NEWEST_CDK} finds nothing, or a documented error.

Usage: node scripts/test-properties.mjs [--draws ${DRAWS}] [--seed ${SEED}] [--only <construct> [--path <path>]]

A failure names the construct, its seed and the path to what was drawn; with them, the same is drawn again:
--only EcommercePlatform --seed 1 --path 66:0:2. Two commits are compared with one seed; another one draws other cases.
Logs are in dist/logs.

  --draws N   how many draws (default ${DRAWS})
  --seed S    a whole number to draw from (default ${SEED})
  --only C    the construct to draw alone, such as VpcConstruct
  --path P    the draw to repeat
  --help      this text

Exit code: 0 when every draw held, 1 otherwise.`;

const OPTIONS = {
  draws: { type: 'string', default: String(DRAWS) },
  seed: { type: 'string', default: String(SEED) },
  only: { type: 'string' },
  path: { type: 'string' },
};

main(async () => {
  const { help, draws, seed, only, path } = parseCommandLine(process.argv.slice(2), OPTIONS);
  if (help) return console.log(HELP);
  requireNumber('draws', draws);
  requireNumber('seed', seed);
  if (path && !only) throw new Failure('--path repeats a draw of one construct: name it with --only.');
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 4 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  await progress.step(`Install aws-cdk-lib ${NEWEST_CDK}`, installNewest);
  await progress.step(`${draws} draws from seed ${seed}`, (report) =>
    runJest(SUITE, NEWEST, report, {
      args: ['test/properties', ...(only ? ['--testNamePattern', `^${only}:`] : [])],
      env: { PROPERTY_DRAWS: draws, PROPERTY_SEED: seed, ...(path && { PROPERTY_PATH: path }) },
      progress: /: \d+ templates, /,
    }),
  );
});

function requireNumber(name, value) {
  if (!/^[1-9]\d*$/.test(value))
    throw new Failure(`Unusable ${name}: ${value}. --${name} takes a whole number from 1.`);
}
