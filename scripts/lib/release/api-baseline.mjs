// The API of the last release, in docs/api/baseline.json: only the parts of an assembly that jsii-diff compares.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../local/lib/cli/lists.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { ACCEPTED_API_CHANGES, API_BASELINE, BASELINE_PACKAGE, LOGS, ROOT } from '../paths.mjs';

const COMPARED = ['schema', 'name', 'version', 'jsiiVersion', 'dependencies', 'types'];
const COMPARED_DOCS = ['stability', 'subclassable', 'deprecated'];
const SOURCE_LOCATIONS = ['locationInModule', 'symbolId'];

/** Returns the parts of an assembly that jsii-diff compares. */
export function baselineOf(assembly) {
  return JSON.parse(JSON.stringify(pick(assembly, COMPARED)), (name, value) => {
    if (name === 'docs') return pick(value, COMPARED_DOCS);
    return SOURCE_LOCATIONS.includes(name) ? undefined : value;
  });
}

const pick = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));

/** Reads the current assembly, which jsii wrote. */
export function readAssembly() {
  return JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
}

/** Writes the current API as the baseline, and deletes the list of accepted changes since the last release. */
export function writeBaseline() {
  writeFileSync(API_BASELINE, `${JSON.stringify(baselineOf(readAssembly()), undefined, 1)}\n`);
  rmSync(ACCEPTED_API_CHANGES, { force: true });
}

/** Throws a Failure that names each change since `baseline` that breaks users' code. */
export async function requireCompatibleApi(baseline = JSON.parse(readFileSync(API_BASELINE, 'utf8'))) {
  writeBaselinePackage(baseline);
  const log = join(LOGS, 'jsii-diff.log');
  const breaks = [];
  // Without --error-on, jsii-diff accepts all changes of experimental APIs.
  const options = ['--keys', '--error-on', 'all', '--ignore-file', ACCEPTED_API_CHANGES];
  try {
    await run('jsii-diff', installedProgram('jsii-diff'), [...options, BASELINE_PACKAGE, '.'], {
      cwd: ROOT,
      env: childEnvironment(process.env),
      log,
      onLine: (line) => line.startsWith('err ') && breaks.push(line.replace(/^err +- /, '')),
    });
  } catch (error) {
    if (breaks.length === 0) throw error;
    throw new Failure(
      'The changes above break code that was written for the last release. Revert them; or, if a break is intended, add ' +
        'its key (in brackets) to docs/api/accepted-changes.txt, and describe it in the commit, after "BREAKING CHANGE:".',
      { excerpt: shortened(breaks), log },
    );
  }
}

/** Writes the baseline as a package, because jsii-diff finds the dependencies of an assembly only in a package. */
function writeBaselinePackage(baseline) {
  const { name, version, dependencies } = baseline;
  mkdirSync(BASELINE_PACKAGE, { recursive: true });
  writeFileSync(
    join(BASELINE_PACKAGE, 'package.json'),
    JSON.stringify({ name, version, peerDependencies: dependencies, jsii: {} }),
  );
  writeFileSync(join(BASELINE_PACKAGE, '.jsii'), JSON.stringify(baseline));
}
