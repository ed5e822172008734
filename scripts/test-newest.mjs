#!/usr/bin/env node
// The unit tests on the aws-cdk-lib that users have today, and with them test/newest, which needs it. The project itself
// is compiled and tested on the oldest supported one.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine } from './lib/arguments.mjs';
import { withoutAws } from './lib/aws-environment.mjs';
import { buildTarball } from './lib/build.mjs';
import { fingerprint, unlessCurrent } from './lib/fingerprint.mjs';
import { dependencies, installNodeModules } from './lib/install.mjs';
import { main } from './lib/main.mjs';
import { EXAMPLE_SOURCE, LOGS, NEWEST, RESULTS, ROOT } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { Progress } from './lib/progress.mjs';
import { forgetResult } from './lib/results.mjs';
import { runJest } from './lib/suites.mjs';

const SUITE = 'jest-newest';

/** What the tests read: sources, their configuration, and what the compiler wrote of the API. */
const COPIED = ['src', 'test', 'tsconfig.dev.json', '.npmrc', '.jsii', 'README.md', 'API.md'];

const { 'aws-cdk-lib': CDK } = JSON.parse(readFileSync(join(EXAMPLE_SOURCE, 'package.json'), 'utf8')).dependencies;

const HELP = `Runs the unit tests on aws-cdk-lib ${CDK}, the version of the example app, with test/newest among them.

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
  await progress.step(`Install aws-cdk-lib ${CDK}`, install);
  await progress.step(`Unit tests on aws-cdk-lib ${CDK}`, (report) => runJest(SUITE, NEWEST, report));
});

async function install(report) {
  report('copying');
  copyProject();
  const inputs = fingerprint(NEWEST, [], [dependencies(join(NEWEST, 'package.json')), process.version]);
  const made = await unlessCurrent(join(NEWEST, 'node_modules', '.installed'), inputs, async () => {
    report('npm install');
    for (const name of ['node_modules', 'package-lock.json'])
      rmSync(join(NEWEST, name), { recursive: true, force: true });
    await run('npm install', 'npm', ['install', '--no-audit', '--no-fund'], {
      cwd: NEWEST,
      env: withoutAws(process.env),
      log: join(LOGS, 'newest-npm-install.log'),
    });
  });
  return { note: made ? '' : 'already there' };
}

function copyProject() {
  mkdirSync(NEWEST, { recursive: true });
  for (const name of readdirSync(NEWEST)) {
    if (!['node_modules', 'package-lock.json'].includes(name)) rmSync(join(NEWEST, name), { recursive: true });
  }
  for (const name of COPIED) cpSync(join(ROOT, name), join(NEWEST, name), { recursive: true });
  writeFileSync(join(NEWEST, 'package.json'), JSON.stringify(newestPackage(), undefined, 2));
}

/** package.json with the newer aws-cdk-lib, and with test/newest no longer ignored. */
function newestPackage() {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  manifest.devDependencies['aws-cdk-lib'] = CDK;
  manifest.jest.testPathIgnorePatterns = manifest.jest.testPathIgnorePatterns.filter(
    (it) => !it.includes('test/newest'),
  );
  return manifest;
}
