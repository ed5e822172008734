// Builds the wheel, the jar, and the API reference for Python and Java. build/library.mjs builds the npm package.

import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { fingerprint, readStamp, writeStamp } from '../../../local/lib/install/fingerprint.mjs';
import { compiledState, projen } from '../build/library.mjs';
import { JARS, MAVEN, ROOT, STAMPS } from '../paths.mjs';
import { guidePath } from './package-page.mjs';

const PACKAGES_STAMP = join(STAMPS, 'packages');
const WHEEL_STAMP = join(STAMPS, 'wheel');
const REFERENCES_STAMP = join(STAMPS, 'references');

/** The guides are the pages of the packages. */
const SOURCES = ['python', 'java'].map(guidePath);

/** A fingerprint of the sources of the packages and of what was built from them. */
const state = (built) => `${compiledState()} ${fingerprint(ROOT, [...SOURCES, ...built])}`;

/** Builds the wheel and the jar if the library has changed, and installs the jar for programs in Java. */
export async function buildWheelAndJar(report) {
  const made = await unlessBuilt(PACKAGES_STAMP, ['dist/python', 'dist/java'], async () => {
    report('wheel');
    await projen('package:python');
    report('jar');
    await projen('package:java');
  });
  installJar();
  return { note: made ? '' : 'already current' };
}

/** Builds the wheel alone, unless it or both packages are current. */
export async function buildWheel(report) {
  if (readStamp(PACKAGES_STAMP) === state(['dist/python', 'dist/java'])) return { note: 'already current' };
  const made = await unlessBuilt(WHEEL_STAMP, ['dist/python'], async () => {
    report('jsii-pacmak');
    await projen('package:python');
  });
  return { note: made ? '' : 'already current' };
}

/** Builds the wheel, the jar and both references if the library has changed. */
export async function buildPackages(report) {
  const { note } = await buildWheelAndJar(report);
  await unlessBuilt(REFERENCES_STAMP, ['dist/docs'], async () => {
    for (const language of ['python', 'java']) {
      report(`API reference for ${language}`);
      await projen(`docgen:${language}`);
    }
  });
  return { note };
}

/** Runs `build` unless `stamp` records the sources and what was built from them. Returns whether it ran. */
async function unlessBuilt(stamp, built, build) {
  if (readStamp(stamp) === state(built)) return false;
  rmSync(stamp, { force: true });
  await build();
  writeStamp(stamp, state(built));
  return true;
}

/** Copies the jar to the local Maven repository; Maven does not look elsewhere for a version that is there. */
function installJar() {
  for (const group of readdirSync(JARS)) {
    for (const name of readdirSync(join(JARS, group))) {
      rmSync(join(MAVEN, group, name), { recursive: true, force: true });
    }
  }
  cpSync(JARS, MAVEN, { recursive: true });
}

/** Returns the files of a folder whose names have the given ending. */
export function packageFiles(folder, ending) {
  if (!existsSync(folder)) throw new Failure(`${folder} is missing: the package was not built.`);
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}
