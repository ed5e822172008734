// Lists the integration tests, and those that are skipped on the emulator or in a sandbox account.

import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { INTEG } from '../paths.mjs';

const FILE = /^integ\.(?<name>.+)\.ts$/;

/** Tests that run only on the emulator, by the beginning of their names, with the reasons. */
const EMULATOR_ONLY = [
  ['platform-staging', 'six databases with standbys and three clusters would cost too much in a sandbox account'],
  ['platform-production', 'seven databases with standbys and three clusters would cost too much in a sandbox account'],
  ['retention', 'it leaves the resources that production retains, which only the emulator discards when it stops'],
];

/** Assertions and tests that are skipped in an account. */
const IN_ACCOUNT = [
  {
    name: 'disabled settings in long API responses',
    reason: 'CloudFormation accepts responses of custom resources only up to 4 KB',
  },
  { name: 'the fault tests', reason: 'they kill the emulator, and break deployments on purpose' },
];

/** Returns every file below integ/, by its path from there. */
const filesOfTests = () => readdirSync(INTEG, { recursive: true });

const nameOf = (file) => FILE.exec(basename(file))?.groups.name;

/** Returns the path of a test's file, from integ/. */
export function testFile(name, files = filesOfTests()) {
  return files.find((file) => nameOf(file) === name);
}

/** Returns the names of all tests, or `wanted` after checking that each exists. */
export function integTests(wanted = [], files = filesOfTests()) {
  const all = files.flatMap((file) => nameOf(file) ?? []).sort();
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown) throw new Failure(`Unknown integration test: ${unknown}. --test takes one of ${all.join(', ')}.`);
  return wanted.length > 0 ? wanted : all;
}

/** Returns the tests that run in an account, and those that are skipped there, with the reasons. */
export function forAccount(names) {
  const skipped = names.flatMap((name) => {
    const found = EMULATOR_ONLY.find(([beginning]) => name.startsWith(beginning));
    return found ? [{ name, reason: found[1] }] : [];
  });
  const remaining = names.filter((name) => !skipped.some((it) => it.name === name));
  return { names: remaining, skipped: [...skipped, ...IN_ACCOUNT] };
}
