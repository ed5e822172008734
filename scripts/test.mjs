#!/usr/bin/env node
// `npm test`: everything that can be checked without deploying.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requireCompatibleApi } from './lib/api-baseline.mjs';
import { parseCommandLine } from './lib/arguments.mjs';
import { withoutAws } from './lib/aws-environment.mjs';
import { compile, projen } from './lib/build.mjs';
import { Failure } from './lib/failure.mjs';
import { changedFiles, snapshot } from './lib/generated.mjs';
import { registryFindings } from './lib/hygiene.mjs';
import { installedProgram, installNodeModules } from './lib/install.mjs';
import { checkIntegSnapshots } from './lib/integ-check.mjs';
import { shortened } from './lib/lists.mjs';
import { main } from './lib/main.mjs';
import { LOGS, RESULTS, ROOT } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { duration, Progress } from './lib/progress.mjs';
import { forgetResult } from './lib/results.mjs';
import { runJest, runNodeTests } from './lib/suites.mjs';
import { table } from './lib/tables.mjs';

const HELP = `Installs what is needed, and checks everything that can be checked without deploying.

Usage: npm test

In order: generated files are current (projen, jsii, API.md, the examples in doc comments, docs/controls.md,
docs/architecture.svg), the API breaks nothing since the last release, no file names a package registry, lint, imports,
types, the tests of scripts/, the snapshots of integ/, the unit tests. The first failure ends the run.
Logs are in dist/logs.

  --help  this text

Exit code: 0 when everything passed, 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  for (const suite of ['jest', 'scripts']) forgetResult(RESULTS, suite);

  const progress = new Progress({ total: 10 });
  try {
    await progress.step('Install npm packages', installNodeModules);
    await progress.step('Generated files are current', generatedFilesAreCurrent);
    await progress.step('The API breaks nothing', () => requireCompatibleApi());
    await progress.step('No file names a registry', noFileNamesARegistry);
    await progress.step('Lint', () => tool('biome', ['check', '--error-on-warnings']));
    await progress.step('Imports point one way', () => projen('lint:imports'));
    await progress.step('Types', () => tool('tsc', ['--noEmit', '-p', 'tsconfig.dev.json']));
    await progress.step('Tests of the scripts', testScripts);
    await progress.step('Integration snapshots are current', (report) => checkIntegSnapshots(undefined, report));
    await progress.step('Unit tests', (report) => runJest('jest', ROOT, report));
  } finally {
    console.log(`\n${summary(progress.steps)}`);
  }
});

/** Runs every generator, and names the committed files that it changed. */
async function generatedFilesAreCurrent(report) {
  const before = snapshot(ROOT);
  // Without its last phase, which would run npm install.
  await projen('default', { report, env: { PROJEN_DISABLE_POST: '1' } });
  await compile(report);
  await projen('post-compile', { report });
  for (const script of ['controls', 'architecture']) {
    report(`npm run ${script}`);
    await run(`npm run ${script}`, 'npm', ['run', script], {
      cwd: ROOT,
      env: withoutAws(process.env),
      log: join(LOGS, `${script}.log`),
    });
  }
  const changed = changedFiles(before, snapshot(ROOT));
  if (changed.length > 0) {
    throw new Failure(`Generated files were not current: ${shortened(changed).join(', ')}. They are now; commit them.`);
  }
}

/** Looks at what is committed, and at what is about to be. */
async function noFileNamesARegistry() {
  const { stdout } = await run('git ls-files', 'git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    env: process.env,
    log: join(LOGS, 'git-ls-files.log'),
  });
  const files = stdout.split('\n').filter(Boolean);
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
    env: withoutAws(process.env),
    log: join(LOGS, `${name}.log`),
  });
}

function testScripts() {
  const folder = join(ROOT, 'scripts', 'test');
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.mjs'));
  return runNodeTests('scripts', folder, files);
}

function summary(steps) {
  const rows = steps.map(({ name, status, note, seconds }) => [name, status, duration(seconds), note ?? '']);
  return table(['step', 'result', 'time', ''], rows);
}
