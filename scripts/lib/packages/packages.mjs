// Builds the wheel, the jar, and the API reference for Python and Java. build/library.mjs builds the npm package.

import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compiledState, projen } from '../build/library.mjs';
import { Failure } from '../cli/failure.mjs';
import { fingerprint, readStamp, writeStamp } from '../install/fingerprint.mjs';
import { JARS, MAVEN, ROOT, STAMPS } from '../paths.mjs';
import { guidePath } from './package-page.mjs';

const STAMP = join(STAMPS, 'packages');

/** The guides are the pages of the packages. */
const SOURCES = ['python', 'java'].map(guidePath);
const BUILT = ['dist/python', 'dist/java', 'dist/docs'];

/** A fingerprint of the sources of the packages and of the built packages. */
const state = () => `${compiledState()} ${fingerprint(ROOT, [...SOURCES, ...BUILT])}`;

/**
 * Builds the wheel, the jar and both references if the library has changed, and installs the jar for the Java example.
 */
export async function buildPackages(report) {
  const made = readStamp(STAMP) !== state();
  if (made) {
    rmSync(STAMP, { force: true });
    report('wheel');
    await projen('package:python');
    report('jar');
    await projen('package:java');
    for (const language of ['python', 'java']) {
      report(`API reference for ${language}`);
      await projen(`docgen:${language}`);
    }
    writeStamp(STAMP, state());
  }
  installJar();
  return { note: made ? '' : 'already current' };
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
