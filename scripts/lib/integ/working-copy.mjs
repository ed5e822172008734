// Where integ-runner works: a copy of the tests.
//
// integ-runner writes a new snapshot over the committed one whenever a test passes, and checks out older ones from git.
// In a copy neither touches a committed file: a destructive change fails today, and fails tomorrow.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTEG, INTEG_WORKING_COPY, ROOT } from '../paths.mjs';
import { testFile } from './tests.mjs';

const snapshotOf = (name) => `${testFile(name)}.snapshot`;

/**
 * Copies the tests with their snapshots, beside the compiled library in place of its sources: what is deployed is what
 * users install, down to the function that rotates passwords.
 */
export function copyTests() {
  rmSync(INTEG_WORKING_COPY, { recursive: true, force: true });
  cpSync(INTEG, INTEG_WORKING_COPY, { recursive: true });
  const sources = join(INTEG_WORKING_COPY, '..', 'src');
  rmSync(sources, { force: true });
  symlinkSync(join(ROOT, 'lib'), sources);
}

/** Takes the snapshots of tests that passed over, to be committed. */
export function keepSnapshots(names) {
  for (const name of names) {
    const made = join(INTEG_WORKING_COPY, snapshotOf(name));
    if (existsSync(made)) keepSnapshot(made, join(INTEG, snapshotOf(name)));
  }
}

/**
 * Leaves out what deploying a snapshot does not need: the tree, the metadata, and the assertions, whose handler has 2 MB
 * and whose template differs at each synthesis.
 */
function keepSnapshot(made, committed) {
  rmSync(committed, { recursive: true, force: true });
  cpSync(made, committed, {
    recursive: true,
    filter: (file) => !/(\.bundle|\/tree\.json)$/.test(file),
  });
  for (const file of readdirSync(committed)) {
    if (file.endsWith('.metadata.json')) writeFileSync(join(committed, file), '{}\n'); // looked for, and not used
  }
  const { testCases } = JSON.parse(readFileSync(join(committed, 'integ.json'), 'utf8'));
  for (const { assertionStackName } of Object.values(testCases)) {
    writeFileSync(join(committed, `${assertionStackName}.template.json`), '{}\n');
    writeFileSync(join(committed, `${assertionStackName}.assets.json`), '{ "version": "53.0.0" }\n');
  }
}
