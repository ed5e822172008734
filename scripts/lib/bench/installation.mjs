// Installs the packed library with one version of aws-cdk-lib, as a user does, and compiles the measured programs there.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { fingerprint, unlessCurrent } from '../../../local/lib/install/fingerprint.mjs';
import { missingPackages } from '../install/node-modules.mjs';
import { oldestSupported } from '../packages/oldest-cdk.mjs';
import { BENCH_WORK, EXAMPLE_SOURCE, LOGS } from '../paths.mjs';
import { compilePrograms } from './programs.mjs';

/** The oldest supported versions of aws-cdk-lib and constructs, and those that new users install. */
export function measuredVersions() {
  const { dependencies } = JSON.parse(readFileSync(join(EXAMPLE_SOURCE, 'package.json'), 'utf8'));
  const newest = { 'aws-cdk-lib': dependencies['aws-cdk-lib'], constructs: dependencies.constructs };
  return { floor: oldestSupported(), newest };
}

/** Returns the folder of the installation. */
export async function installProgram(tarball, versions, report) {
  const folder = join(BENCH_WORK, `aws-cdk-lib-${versions['aws-cdk-lib']}`);
  const manifest = {
    private: true,
    dependencies: { ...versions, '@org/ecommerce-constructs': `file:${tarball}` },
  };
  mkdirSync(folder, { recursive: true });
  const inputs = fingerprint(dirname(tarball), [basename(tarball)], [JSON.stringify(manifest), process.version]);
  const install = async () => {
    report(`npm install of aws-cdk-lib ${versions['aws-cdk-lib']}`);
    for (const name of ['node_modules', 'package-lock.json'])
      rmSync(join(folder, name), { recursive: true, force: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    await run('npm install', 'npm', ['install', '--no-audit', '--no-fund'], {
      cwd: folder,
      env: childEnvironment(process.env),
      log: join(LOGS, `bench-install-${versions['aws-cdk-lib']}.log`),
    });
  };
  const stamp = join(folder, 'node_modules', '.installed');
  const made = await unlessCurrent(stamp, inputs, install, () => missingPackages(folder));
  const programs = join(folder, 'programs');
  rmSync(programs, { recursive: true, force: true });
  compilePrograms(programs);
  return { folder, note: made ? '' : 'already installed' };
}
