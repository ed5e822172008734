#!/usr/bin/env node
// Part of a release: records its templates, with which test/upgrade compares those of later versions.

import { join } from 'node:path';
import { childEnvironment } from '../local/lib/cli/environment.mjs';
import { Failure } from '../local/lib/cli/failure.mjs';
import { run } from '../local/lib/cli/processes.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { main } from './lib/cli/main.mjs';
import { WITHOUT_VALIDATOR } from './lib/example/validator.mjs';
import { installedProgram, installNodeModules } from './lib/install/node-modules.mjs';
import { LOGS, ROOT } from './lib/paths.mjs';

const HELP = `Records the current templates as those of a version, with which test/upgrade compares those of later versions.

Usage: node scripts/record-templates.mjs --version 1.2.3

Writes test/upgrade/templates/<version>, and for the first version of a major version its default engine versions to
test/upgrade/recorded-versions.json; commit both. Never record a released version again.

  --version  the version to release
  --help     print this help

Exit code: 0 when the templates are written, 1 otherwise.`;

main({ help: HELP, options: { version: { type: 'string' } } }, async (options) => {
  const version = parseVersion(options.version);

  const progress = new Progress({ total: 2 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step(`Record the templates of ${version}`, () =>
    run('record', installedProgram('ts-node'), ['--project', 'tsconfig.dev.json', 'test/upgrade/record.ts', version], {
      cwd: ROOT,
      env: { ...childEnvironment(process.env), ...WITHOUT_VALIDATOR },
      log: join(LOGS, 'record-templates.log'),
    }),
  );
});

function parseVersion(value = '') {
  if (/^\d+\.\d+\.\d+$/.test(value)) return value;
  throw new Failure(`Invalid version: '${value}'. --version takes three numbers, such as 1.2.3.`);
}
