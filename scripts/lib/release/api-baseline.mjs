// The API of the last release, in docs/api/baseline.json: what jsii-diff compares of an assembly, and no documentation.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutAws } from '../aws/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { shortened } from '../cli/lists.mjs';
import { run } from '../cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { ACCEPTED_API_CHANGES, API_BASELINE, LAID_OUT_BASELINE, LOGS, ROOT } from '../paths.mjs';

const COMPARED = ['schema', 'name', 'version', 'jsiiVersion', 'dependencies', 'types'];
const COMPARED_DOCS = ['stability', 'subclassable', 'deprecated'];
const SOURCE_LOCATIONS = ['locationInModule', 'symbolId'];

/** What jsii-diff compares of an assembly. */
export function baselineOf(assembly) {
  return JSON.parse(JSON.stringify(pick(assembly, COMPARED)), (name, value) => {
    if (name === 'docs') return pick(value, COMPARED_DOCS);
    return SOURCE_LOCATIONS.includes(name) ? undefined : value;
  });
}

const pick = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));

/** Today's assembly, which jsii wrote. */
export function readAssembly() {
  return JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8'));
}

/** Makes today's API the one to compare with; what was accepted since the last release is then no change any more. */
export function writeBaseline() {
  writeFileSync(API_BASELINE, `${JSON.stringify(baselineOf(readAssembly()), undefined, 1)}\n`);
  rmSync(ACCEPTED_API_CHANGES, { force: true });
}

/** Throws a Failure that names each change since `baseline` which would break somebody's code. */
export async function requireCompatibleApi(baseline = JSON.parse(readFileSync(API_BASELINE, 'utf8'))) {
  layOut(baseline);
  const log = join(LOGS, 'jsii-diff.log');
  const breaks = [];
  // Without --error-on, jsii-diff lets pass whatever happens to what is experimental.
  const options = ['--keys', '--error-on', 'all', '--ignore-file', ACCEPTED_API_CHANGES];
  try {
    await run('jsii-diff', installedProgram('jsii-diff'), [...options, LAID_OUT_BASELINE, '.'], {
      cwd: ROOT,
      env: withoutAws(process.env),
      log,
      onLine: (line) => line.startsWith('err ') && breaks.push(line.replace(/^err +- /, '')),
    });
  } catch (error) {
    if (breaks.length === 0) throw error;
    throw new Failure(
      'The API breaks code that was written for the last release, as above. Mend it; or, where a break is meant, add its ' +
        'key, in brackets, to docs/api/accepted-changes.txt, and say so in the commit, with "BREAKING CHANGE:".',
      { excerpt: shortened(breaks), log },
    );
  }
}

/** As a package, which is the only form in which jsii-diff finds what an assembly depends on. */
function layOut(baseline) {
  const { name, version, dependencies } = baseline;
  mkdirSync(LAID_OUT_BASELINE, { recursive: true });
  writeFileSync(
    join(LAID_OUT_BASELINE, 'package.json'),
    JSON.stringify({ name, version, peerDependencies: dependencies, jsii: {} }),
  );
  writeFileSync(join(LAID_OUT_BASELINE, '.jsii'), JSON.stringify(baseline));
}
