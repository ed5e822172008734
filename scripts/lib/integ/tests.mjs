// The integration tests: which there are, and which a sandbox account leaves out.

import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../cli/failure.mjs';
import { INTEG } from '../paths.mjs';

const FILE = /^integ\.(?<name>.+)\.ts$/;

/** What runs on the emulator alone, by the beginning of its name, and why. */
const EMULATOR_ONLY = [
  ['platform-staging', 'six databases with standbys and three clusters, for which a sandbox account would pay'],
  ['platform-production', 'seven databases with standbys and three clusters, for which a sandbox account would pay'],
  ['retention', 'it leaves behind what production retains, and an emulator forgets that when it ends'],
];

/** What the emulator cannot show, of tests that run there otherwise. */
export const ON_EMULATOR = [
  { name: 'workload: what IAM refuses', reason: 'the emulator keeps policies, and enforces none' },
];

/** What an account cannot show, of tests that run there otherwise. */
const IN_ACCOUNT = [
  { name: 'what is off in long descriptions', reason: 'CloudFormation takes answers of up to 4 KB' },
  { name: 'the faults', reason: 'they break what they run on' },
];

/** Every file below integ/, by its path from there. */
const filesOfTests = () => readdirSync(INTEG, { recursive: true });

const nameOf = (file) => FILE.exec(basename(file))?.groups.name;

/** The path of a test's file, from integ/. */
export function testFile(name, files = filesOfTests()) {
  return files.find((file) => nameOf(file) === name);
}

/** The names of all tests, or of those in `wanted`. */
export function integTests(wanted = [], files = filesOfTests()) {
  const all = files.flatMap((file) => nameOf(file) ?? []).sort();
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown) throw new Failure(`There is no integration test ${unknown}. There are ${all.join(', ')}.`);
  return wanted.length > 0 ? wanted : all;
}

/** The names of tests that run in an account, and of those that do not with the reason. */
export function forAccount(names) {
  const skipped = names.flatMap((name) => {
    const found = EMULATOR_ONLY.find(([beginning]) => name.startsWith(beginning));
    return found ? [{ name, reason: found[1] }] : [];
  });
  const left = names.filter((name) => !skipped.some((it) => it.name === name));
  return { names: left, skipped: [...skipped, ...IN_ACCOUNT] };
}
