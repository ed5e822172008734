// Installs node_modules if it is missing or was installed from another lock file.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { fingerprint, unlessCurrent } from '../../../local/lib/install/fingerprint.mjs';
import { LOGS, NODE_MODULES, ROOT } from '../paths.mjs';

/** Installs node_modules from package-lock.json. The stamp is inside, so that it is deleted with the folder. */
export async function installNodeModules(report) {
  const inputs = fingerprint(ROOT, ['package-lock.json'], [dependencies(join(ROOT, 'package.json')), process.version]);
  const install = async () => {
    report('npm ci');
    await run('npm ci', 'npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: ROOT,
      env: childEnvironment(process.env),
      log: join(LOGS, 'npm-ci.log'),
    });
  };
  const made = await unlessCurrent(join(NODE_MODULES, '.installed'), inputs, install, () => missingPackages(ROOT));
  return { note: made ? '' : 'already installed' };
}

/** Returns the names of the packages that package.json requires, and that are not in node_modules. */
export function missingPackages(root) {
  return Object.values(JSON.parse(dependencies(join(root, 'package.json'))))
    .flatMap(Object.keys)
    .filter((name) => !existsSync(join(root, 'node_modules', name, 'package.json')));
}

/** Returns the dependencies in a package.json; a change of other fields needs no new installation. */
export function dependencies(manifest) {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
  return JSON.stringify({ dependencies, devDependencies, peerDependencies });
}

/** Returns the path of a program that `npm ci` installed. It runs without npx, so that signals reach it. */
export function installedProgram(name) {
  const program = join(NODE_MODULES, '.bin', name);
  if (!existsSync(program)) throw new Failure(`${name} is not installed; delete node_modules and try again.`);
  return program;
}
