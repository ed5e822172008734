// The folders of this package.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package's own package.json. */
export const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));

/** The emulator, a Python package: inside the npm package, and beside this folder in a clone of the repository. */
export const EMULATOR = [join(PACKAGE, 'emulator'), join(PACKAGE, '..', 'emulator')].find((path) => existsSync(path));
export const EMULATOR_REQUIREMENTS = join(EMULATOR, 'requirements.txt');

/** Returns the folder node_modules in which a package of npm is installed for a program in `folder`, or undefined. */
export const nodeModulesWith = (name, folder) =>
  createRequire(join(folder, 'program.js'))
    .resolve.paths(name)
    .find((path) => existsSync(join(path, name)));

/** Returns the folder node_modules with the packages that the handlers of custom resources import. */
export const handlerModules = () => nodeModulesWith('@aws-sdk/client-iam', PACKAGE);
