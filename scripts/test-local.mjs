#!/usr/bin/env node
// Tests the package @org/ecommerce-local as a team uses it: in fresh apps outside of the repository, with the packed packages.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../local/lib/cli/environment.mjs';
import { run } from '../local/lib/cli/processes.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { buildTarball } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installChromium } from './lib/install/chromium.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { packLocal } from './lib/packages/local-package.mjs';
import { buildWheel } from './lib/packages/packages.mjs';
import { LOCAL_APP_TESTS, LOCAL_PAGE_TESTS, LOGS, NODE_MODULES, RESULTS, ROOT, WHEELS } from './lib/paths.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runNodeTests } from './lib/test-suites/test-runners.mjs';

const SUITE = 'local';
const PAGE_SUITE = 'page';

const HELP = `Tests the page of @org/ecommerce-local in Chromium, and its command in fresh apps in TypeScript, Python and JavaScript.

Usage: node scripts/test-local.mjs

Installs Chromium with apt-get if it is missing, which only root can. Builds the library, its wheel and the package, installs
them in folders for temporary files, and runs the command there: deployments, programs of services, and faults. Each test has an
emulator on a free port, which ends with the test.
Logs are in dist/logs.

  --help  print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP }, async () => {
  for (const suite of [SUITE, PAGE_SUITE]) forgetResult(RESULTS, suite);
  const progress = new Progress({ total: 8 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Install Chromium', installChromium);
  await progress.step('Tests of the page', () =>
    runNodeTests(PAGE_SUITE, ROOT, filesIn(LOCAL_PAGE_TESTS, '.test.mjs'), { CI: 'true' }),
  );
  const library = await progress.step('Build the library', buildTarball);
  await progress.step('Build the wheel', buildWheel);
  const local = await progress.step('Pack the command', packLocal);
  const installed = await progress.step('Install the packages', () => install(local.tarball));
  await progress.step('Tests in fresh apps', () => {
    const env = {
      LOCAL_TARBALL: local.tarball,
      LIBRARY_TARBALL: library.tarball,
      WHEEL: filesIn(WHEELS, '.whl')[0],
      NODE_MODULES,
      INSTALLED: installed.folder,
      LOCAL_COMMAND: join(installed.folder, 'node_modules', '.bin', 'ecommerce-local'),
    };
    const files = filesIn(LOCAL_APP_TESTS, '.test.mjs');
    return runNodeTests(SUITE, ROOT, files, env, { concurrency: files.length });
  });
});

const filesIn = (folder, ending) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

/** Installs the command and the CDK in a folder, for the apps that have no package.json. */
async function install(tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'local-command-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await run(
    'npm install of the command',
    'npm',
    ['install', '--no-audit', '--no-fund', 'aws-cdk-lib@2.276.0', 'constructs@10.8.1', tarball],
    {
      cwd: folder,
      env: childEnvironment(process.env),
      log: join(LOGS, 'local-install.log'),
    },
  );
  return { folder, note: '' };
}
