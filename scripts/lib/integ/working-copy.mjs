// Copies the integration tests for integ-runner.
//
// integ-runner overwrites the committed snapshot whenever a test passes, and checks out older snapshots from git. In a
// copy, neither changes a committed file, so that a destructive change fails in every run until it is fixed.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INTEG, INTEG_WORKING_COPY, ROOT } from '../paths.mjs';
import { testFile } from './tests.mjs';

const snapshotOf = (name) => `${testFile(name)}.snapshot`;

/**
 * Copies the tests with their snapshots, and links the compiled library in place of its sources: the tests deploy the code
 * that users install, including the function that rotates passwords.
 */
export function copyTests() {
  rmSync(INTEG_WORKING_COPY, { recursive: true, force: true });
  cpSync(INTEG, INTEG_WORKING_COPY, { recursive: true });
  const sources = join(INTEG_WORKING_COPY, '..', 'src');
  rmSync(sources, { force: true });
  symlinkSync(join(ROOT, 'lib'), sources);
}

/** Copies the new snapshots of the named tests to integ/, to be committed. */
export function saveSnapshots(names) {
  for (const name of names) {
    const made = join(INTEG_WORKING_COPY, snapshotOf(name));
    if (existsSync(made)) saveSnapshot(made, join(INTEG, snapshotOf(name)));
  }
}

/**
 * Copies a snapshot without the parts that its deployment does not need: the tree, the metadata, and the assertions, whose
 * handler has 2 MB and whose template differs at each synthesis.
 */
function saveSnapshot(made, committed) {
  rmSync(committed, { recursive: true, force: true });
  cpSync(made, committed, {
    recursive: true,
    filter: (file) => !/(\.bundle|\/tree\.json)$/.test(file),
  });
  for (const file of readdirSync(committed)) {
    if (file.endsWith('.metadata.json')) writeFileSync(join(committed, file), '{}\n'); // must exist, but is not used
  }
  const { testCases } = JSON.parse(readFileSync(join(committed, 'integ.json'), 'utf8'));
  for (const { assertionStackName } of Object.values(testCases)) {
    writeFileSync(join(committed, `${assertionStackName}.template.json`), '{}\n');
    writeFileSync(join(committed, `${assertionStackName}.assets.json`), '{ "version": "53.0.0" }\n');
  }
}
