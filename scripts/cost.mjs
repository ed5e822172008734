#!/usr/bin/env node
// `npm run cost`: the bill of the example app.

import { cost } from '../commands/lib/cost/cost.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { buildTarball } from './lib/build/library.mjs';
import { parseCatalogue, parseEnvironment } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { assembly, prepareExample, synthesize } from './lib/example/example-app.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';

const HELP = `Synthesizes the example app, and prints its bill, as \`npx @org/ecommerce-constructs cost\` does.

Usage: npm run cost -- --environment NAME [options]

  --environment NAME  local, development, staging or production
  --catalogue NAME    phase-one, phase-two or mixed (default: phase-one)
  --compare NAME      print the difference from another environment
  --region REGION     the region of the prices; the app names none
  --fetch-prices      fetch the prices first, with your own credentials of AWS
  --profile NAME      the profile of the AWS CLI
  --prices FILE       the price list
  --help              print this help

Exit code: 0 on success, 1 on a failure.`;

/** The options that the command takes itself. */
const PASSED = {
  region: { type: 'string' },
  'fetch-prices': { type: 'boolean' },
  profile: { type: 'string' },
  prices: { type: 'string' },
};
const OPTIONS = {
  ...PASSED,
  environment: { type: 'string' },
  catalogue: { type: 'string' },
  compare: { type: 'string' },
};

main({ help: HELP, options: OPTIONS }, async (options) => {
  const catalogue = parseCatalogue(options.catalogue ?? 'phase-one');
  const environments = [options.environment ?? 'production', options.compare].filter(Boolean).map(parseEnvironment);
  const progress = new Progress({ total: 3 + environments.length });
  await progress.step('Install npm packages', installNodeModules);
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Install the example app', (report) => prepareExample(tarball, report));
  for (const environment of environments) {
    await progress.step(`Synthesize ${environment}`, () => synthesize(environment, catalogue));
  }
  const [folder, other] = environments.map((environment) => assembly(environment, catalogue));
  await cost([folder, ...(other ? ['--compare', other] : []), ...passed(options)]);
});

const passed = (options) =>
  Object.entries(PASSED).flatMap(([name, { type }]) => {
    if (options[name] === undefined) return [];
    return type === 'boolean' ? [`--${name}`] : [`--${name}`, options[name]];
  });
