// Builds the library's packages and its reference for Python and Java, beside the npm package that build.mjs makes.

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

/** The wheel, the jar and both references, built when the library is newer; the jar is put where Java apps look for it. */
export async function buildPackages(report) {
  const made = readStamp(STAMP) !== state();
  if (made) {
    rmSync(STAMP, { force: true });
    report('wheel');
    await projen('package:python');
    report('jar');
    await projen('package:java');
    for (const language of ['python', 'java']) {
      report(`reference for ${language}`);
      await projen(`docgen:${language}`);
    }
    writeStamp(STAMP, state());
  }
  offerJar();
  return { note: made ? '' : 'already current' };
}

/** A version that Maven has in its local repository is not looked for anywhere else. */
function offerJar() {
  for (const group of readdirSync(JARS)) {
    for (const name of readdirSync(join(JARS, group))) {
      rmSync(join(MAVEN, group, name), { recursive: true, force: true });
    }
  }
  cpSync(JARS, MAVEN, { recursive: true });
}

/** The files of a package, by how their names end. */
export function packageFiles(folder, ending) {
  if (!existsSync(folder)) throw new Failure(`${folder} is missing: the package was not built.`);
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}
