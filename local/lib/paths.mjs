// The folders of this package.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));

/** The emulator, a Python package: inside the npm package, and beside this folder in a clone of the repository. */
export const EMULATOR = [join(PACKAGE, 'emulator'), join(PACKAGE, '..', 'emulator')].find((path) => existsSync(path));
export const EMULATOR_REQUIREMENTS = join(EMULATOR, 'requirements.txt');
