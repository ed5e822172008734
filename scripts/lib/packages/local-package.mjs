// Packs @org/ecommerce-local, the package in local/, with the emulator in it.

import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { EMULATOR, LOCAL, LOCAL_STAGING, LOCAL_TARBALLS, LOGS, ROOT } from '../paths.mjs';

const OF_PACKAGE = ['package.json', 'README.md', 'bin', 'lib'];

/** Packs the package, and returns the path of its tarball. */
export async function packLocal(report) {
  report('copying');
  rmSync(LOCAL_STAGING, { recursive: true, force: true });
  rmSync(LOCAL_TARBALLS, { recursive: true, force: true });
  mkdirSync(LOCAL_TARBALLS, { recursive: true });
  for (const name of OF_PACKAGE) cpSync(join(LOCAL, name), join(LOCAL_STAGING, name), { recursive: true });
  cpSync(join(ROOT, 'LICENSE'), join(LOCAL_STAGING, 'LICENSE'));
  copyEmulator(join(LOCAL_STAGING, 'emulator'));

  report('npm pack');
  await run('npm pack of local', 'npm', ['pack', '--ignore-scripts', '--pack-destination', LOCAL_TARBALLS], {
    cwd: LOCAL_STAGING,
    env: childEnvironment(process.env),
    log: join(LOGS, 'local-pack.log'),
  });
  const [name] = readdirSync(LOCAL_TARBALLS);
  return { tarball: join(LOCAL_TARBALLS, name), note: '' };
}

/** Copies the Python package without its tests and without what Python compiled. */
function copyEmulator(target) {
  const isSource = (path) => !path.includes('__pycache__');
  cpSync(join(EMULATOR, 'emulator'), join(target, 'emulator'), { recursive: true, filter: isSource });
  cpSync(join(EMULATOR, 'requirements.txt'), join(target, 'requirements.txt'));
}
