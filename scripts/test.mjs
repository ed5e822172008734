#!/usr/bin/env node
// `npm test`: everything that can be checked without deploying.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../local/lib/cli/environment.mjs';
import { Failure } from '../local/lib/cli/failure.mjs';
import { shortened } from '../local/lib/cli/lists.mjs';
import { run } from '../local/lib/cli/processes.mjs';
import { duration, Progress } from '../local/lib/cli/progress.mjs';
import { table } from '../local/lib/cli/tables.mjs';
import { changedFiles, snapshot } from './lib/build/generated-files.mjs';
import { compile, projen } from './lib/build/library.mjs';
import { projectFiles } from './lib/build/project-files.mjs';
import { inLanes } from './lib/cli/lanes.mjs';
import { main } from './lib/cli/main.mjs';
import { installedProgram, installNodeModules } from './lib/install/node-modules.mjs';
import { registryFindings } from './lib/install/registry-addresses.mjs';
import { checkIntegSnapshots } from './lib/integ/snapshot-check.mjs';
import { LOGS, RESULTS, ROOT } from './lib/paths.mjs';
import { requireCompatibleApi } from './lib/release/api-baseline.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runJest, runNodeTests } from './lib/test-suites/test-runners.mjs';

const HELP = `Installs the dependencies, and runs all checks that need no deployment.

Usage: npm test

It checks that the generated files are current (those of projen and jsii, API.md, docs/controls.md, docs/pictures),
that the examples in doc comments compile, that the API has no breaking change since the last release, and that no file
names a package registry. It runs the linter, the check of imports, the type checks, the tests of scripts/, the
comparison with the snapshots of integ/, and the unit tests. Independent steps run in parallel, and the first failure
ends the run. Logs are in dist/logs.

  --help  print this help

Exit code: 0 when everything passed, 1 otherwise.`;

main({ help: HELP }, async () => {
  for (const suite of ['jest', 'scripts']) forgetResult(RESULTS, suite);

  const progress = new Progress({ total: 14 });
  try {
    await check(progress);
  } finally {
    console.log(`\n${summary(progress.steps)}`);
  }
});

/**
 * The files first, because that needs git; the sources, while the library is compiled; then what reads the compiled library or
 * the assembly that jsii wrote.
 */
async function check(progress) {
  await progress.step('No file names a registry', noFileNamesARegistry);
  await progress.step('Install npm packages', installNodeModules);
  const generatedBefore = snapshot(ROOT);
  await inLanes(
    async () => {
      // Without its last phase, which would run npm install.
      await progress.step('Project files', () => projen('default', { env: { PROJEN_DISABLE_POST: '1' } }));
      await progress.step('Compile', compile);
    },
    async () => {
      await progress.step('Lint', () => tool('biome', ['check', '--error-on-warnings']));
      await progress.step('Imports point one way', () => projen('lint:imports'));
      await progress.step('Types', () => tool('tsc', ['--noEmit', '-p', 'tsconfig.dev.json']));
    },
  );
  await inLanes(
    async () => {
      await progress.step('API reference and its examples', (report) => projen('post-compile', { report }));
      await progress.step('Page of controls and pictures', writeDocuments);
      await progress.step('Generated files are current', () => requireUnchanged(generatedBefore));
      await progress.step('The API breaks nothing', () => requireCompatibleApi());
      await progress.step('Tests of the scripts', testScripts);
      await progress.step('Integration snapshots are current', (report) => checkIntegSnapshots(undefined, report));
    },
    async () => {
      await progress.step('Unit tests', (report) => runJest('jest', ROOT, report));
    },
  );
}

async function writeDocuments(report) {
  for (const script of ['controls', 'pictures']) {
    report(`npm run ${script}`);
    await run(`npm run ${script}`, 'npm', ['run', script], {
      cwd: ROOT,
      env: childEnvironment(process.env),
      log: join(LOGS, `${script}.log`),
    });
  }
}

/** Fails with the names of the committed files that a generator has changed. */
async function requireUnchanged(before) {
  const changed = changedFiles(before, snapshot(ROOT));
  if (changed.length === 0) return;
  throw new Failure(`Generated files were not current: ${shortened(changed).join(', ')}. They are now; commit them.`);
}

async function noFileNamesARegistry() {
  const files = projectFiles(ROOT);
  const findings = registryFindings(ROOT, files);
  if (findings.length > 0) {
    throw new Failure(`Committed files must name no package registry: ${shortened(findings).join('; ')}.`);
  }
  return { note: `${files.length} files` };
}

/** Runs a program that `npm ci` installed, over the project. */
function tool(name, args) {
  return run(name, installedProgram(name), args, {
    cwd: ROOT,
    env: childEnvironment(process.env),
    log: join(LOGS, `${name}.log`),
  });
}

function testScripts() {
  const files = ['scripts', 'local', 'commands'].flatMap((folder) => testFiles(join(folder, 'test')));
  return runNodeTests('scripts', ROOT, files);
}

/** The tests in these folders need a deployment or a browser: test-local.mjs, test-start.mjs and test-commands.mjs run them. */
const NOT_HERE = /^(local\/test\/(apps|deployed|page)|commands\/test\/emulator)\//;

const testFiles = (folder) =>
  readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.test.mjs') && !NOT_HERE.test(name));

function summary(steps) {
  const rows = steps.map(({ name, status, note, seconds }) => [name, status, duration(seconds), note ?? '']);
  return table(['step', 'result', 'time', ''], rows);
}
