#!/usr/bin/env node
// Before a release: keeps the templates that it deploys, for test/upgrade to compare later versions with.

import { join } from 'node:path';
import { withoutAws } from './lib/aws/environment.mjs';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { Failure } from './lib/cli/failure.mjs';
import { main } from './lib/cli/main.mjs';
import { run } from './lib/cli/processes.mjs';
import { Progress } from './lib/cli/progress.mjs';
import { installedProgram, installNodeModules } from './lib/install/node-modules.mjs';
import { LOGS, ROOT } from './lib/paths.mjs';

const HELP = `Records the templates that the library deploys today as those of a version, for test/upgrade to compare with.

Usage: node scripts/record-templates.mjs --version 1.2.3

Writes test/upgrade/templates/<version>; commit it. A version that is released is never recorded again.

  --version  the version to be released
  --help     this text

Exit code: 0 when they are written, 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), { version: { type: 'string' } });
  if (options.help) return console.log(HELP);
  const version = parseVersion(options.version);

  const progress = new Progress({ total: 2 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step(`Record the templates of ${version}`, () =>
    run('record', installedProgram('ts-node'), ['--project', 'tsconfig.dev.json', 'test/upgrade/record.ts', version], {
      cwd: ROOT,
      env: withoutAws({ ...process.env, CDK_VALIDATION: 'false' }),
      log: join(LOGS, 'record-templates.log'),
    }),
  );
});

function parseVersion(value = '') {
  if (/^\d+\.\d+\.\d+$/.test(value)) return value;
  throw new Failure(`Unusable version: '${value}'. --version takes three numbers, such as 1.2.3.`);
}
