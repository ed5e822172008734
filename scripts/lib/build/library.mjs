// Builds the library: src -> lib and .jsii -> the tarball that users install.

import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { fingerprint, readStamp, writeStamp } from '../../../local/lib/install/fingerprint.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { LOGS, ROOT, STAMPS, TARBALLS } from '../paths.mjs';

const COMMAND = ['commands/bin', 'commands/lib', 'local/lib/cli'];
const SOURCES = ['src', ...COMMAND, 'package.json', 'package-lock.json', 'README.md', 'CHANGELOG.md', 'LICENSE'];
const COMPILED = ['lib', '.jsii'];
const COMPILE_STAMP = join(STAMPS, 'compile');
const PACK_STAMP = join(STAMPS, 'pack');

/** Returns the state of the build, which is current if sources and output are as they were after the last compilation. */
export const compiledState = () => fingerprint(ROOT, [...SOURCES, ...COMPILED]);

/** projen prints a line that begins with this mark for each step of a task. */
const STEP_MARK = '👾';

/** Runs a projen task of the project. */
export function projen(task, { report, env = {} } = {}) {
  return run(`npx projen ${task}`, installedProgram('projen'), [task], {
    cwd: ROOT,
    env: { ...childEnvironment(process.env), ...env },
    log: join(LOGS, `projen-${task.replaceAll(':', '-')}.log`),
    onLine: report && ((line) => line.startsWith(STEP_MARK) && report(line.slice(STEP_MARK.length).trim())),
  });
}

/** Compiles even if the build is current, and records the new state. */
export async function compile(report) {
  if (!existsSync(join(ROOT, 'src', 'index.ts')))
    throw new Failure('src/index.ts is missing: there is no library to build.');
  rmSync(COMPILE_STAMP, { force: true });
  rmSync(join(ROOT, 'lib'), { recursive: true, force: true }); // otherwise, the output of deleted sources would be packed
  await projen('compile', { report });
  writeStamp(COMPILE_STAMP, compiledState());
}

/** Compiles if the sources or the output changed since the last compilation. */
export async function compileIfStale(report) {
  if (readStamp(COMPILE_STAMP) === compiledState()) return { note: 'already current' };
  report('jsii');
  await compile(report);
  return { note: '' };
}

/** Packs the library if it changed since it was last packed, and returns the path of the tarball. */
export async function buildTarball(report) {
  await compileIfStale(report);
  const state = compiledState();
  if (readStamp(PACK_STAMP) === state && tarballs().length === 1) {
    return { tarball: tarballs()[0], note: 'already current' };
  }
  report('jsii-pacmak');
  rmSync(PACK_STAMP, { force: true });
  await projen('package:js', { report });
  if (tarballs().length !== 1) throw new Failure(`Packing the library wrote no tarball to ${TARBALLS}.`);
  writeStamp(PACK_STAMP, state);
  return { tarball: tarballs()[0], note: '' };
}

function tarballs() {
  if (!existsSync(TARBALLS)) return [];
  return readdirSync(TARBALLS)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => join(TARBALLS, name));
}
