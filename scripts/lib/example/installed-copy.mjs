// Copies an example out of the repository, and installs its packages there as a user does.

import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { fingerprint, unlessCurrent } from '../../../local/lib/install/fingerprint.mjs';
import { missingPackages } from '../install/node-modules.mjs';
import { LOGS } from '../paths.mjs';

/**
 * Copies the folder `source` to `copy`, and installs the packages of its package.json there, with `tarball` in place of a
 * published package. Installs only if something changed. Returns a note, and a hash of the `inputs` of the installation.
 */
export async function installCopy({ source, copy, name, tarball }, report) {
  report('copying');
  copyFiles(source, copy);
  const packed = tarball ? [fingerprint(dirname(tarball), [basename(tarball)])] : [];
  const inputs = fingerprint(source, ['package.json'], [...packed, process.version]);
  const install = async () => {
    report('npm install');
    rmSync(join(copy, 'node_modules'), { recursive: true, force: true });
    await run(`npm install of examples/${basename(source)}`, 'npm', installation(tarball), {
      cwd: copy,
      env: childEnvironment(process.env),
      log: join(LOGS, `${name}-npm-install.log`),
    });
  };
  const stamp = join(copy, 'node_modules', '.installed');
  const made = await unlessCurrent(stamp, inputs, install, () => missingPackages(copy));
  return { note: made ? '' : 'already installed', inputs };
}

const installation = (tarball) => ['install', '--no-audit', '--no-fund', ...(tarball ? [tarball] : [])];

/** Whether a file belongs to the example, and was neither installed nor written by the CDK CLI. */
export const isSource = (name) => !['node_modules', 'package-lock.json', 'cdk.out'].includes(name);

/** Replaces everything in the copy except node_modules and the output of the CLI. */
function copyFiles(source, copy) {
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(copy)) {
    if (name !== 'node_modules' && name !== 'cdk.out') rmSync(join(copy, name), { recursive: true });
  }
  for (const name of readdirSync(source)) {
    if (isSource(name)) cpSync(join(source, name), join(copy, name), { recursive: true });
  }
}
