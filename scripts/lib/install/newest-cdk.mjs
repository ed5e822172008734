// Installs a copy of the project with the newest aws-cdk-lib. The project itself is installed with the oldest supported
// one.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { fingerprint, unlessCurrent } from '../../../local/lib/install/fingerprint.mjs';
import { EXAMPLE_SOURCE, LOGS, NEWEST, ROOT } from '../paths.mjs';
import { dependencies, missingPackages } from './node-modules.mjs';

/** The files that the tests read: sources, their configuration, the guides, the example apps, and the assembly that the compiler wrote. */
const COPIED = [
  'src',
  'test',
  'tsconfig.dev.json',
  '.npmrc',
  '.jsii',
  'README.md',
  'API.md',
  'docs/guides',
  'examples/typescript',
];

/** The version that the example app requires. */
export const { 'aws-cdk-lib': NEWEST_CDK } = JSON.parse(
  readFileSync(join(EXAMPLE_SOURCE, 'package.json'), 'utf8'),
).dependencies;

/**
 * Copies the project to NEWEST and installs it there: installing that version in the project would break nested packages.
 */
export async function installNewest(report) {
  report('copying');
  copyProject();
  const inputs = fingerprint(NEWEST, [], [dependencies(join(NEWEST, 'package.json')), process.version]);
  const install = async () => {
    report('npm install');
    for (const name of ['node_modules', 'package-lock.json'])
      rmSync(join(NEWEST, name), { recursive: true, force: true });
    await run('npm install', 'npm', ['install', '--no-audit', '--no-fund'], {
      cwd: NEWEST,
      env: childEnvironment(process.env),
      log: join(LOGS, 'newest-npm-install.log'),
    });
  };
  const stamp = join(NEWEST, 'node_modules', '.installed');
  const made = await unlessCurrent(stamp, inputs, install, () => missingPackages(NEWEST));
  return { note: made ? '' : 'already installed' };
}

function copyProject() {
  mkdirSync(NEWEST, { recursive: true });
  for (const name of readdirSync(NEWEST)) {
    if (!['node_modules', 'package-lock.json'].includes(name)) rmSync(join(NEWEST, name), { recursive: true });
  }
  for (const name of COPIED) cpSync(join(ROOT, name), join(NEWEST, name), { recursive: true });
  writeFileSync(join(NEWEST, 'package.json'), JSON.stringify(newestPackage(), undefined, 2));
}

/** Returns package.json with the newest aws-cdk-lib, and without the exclusion of test/newest. */
function newestPackage() {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  manifest.devDependencies['aws-cdk-lib'] = NEWEST_CDK;
  manifest.jest.testPathIgnorePatterns = manifest.jest.testPathIgnorePatterns.filter(
    (it) => !it.includes('test/newest'),
  );
  return manifest;
}
