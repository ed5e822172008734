#!/usr/bin/env node
// A step of `projen compile`: bundles the command of the package.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleCommand, COMMAND_BUNDLE } from './lib/build/command-bundle.mjs';
import { ROOT } from './lib/paths.mjs';

const path = join(ROOT, COMMAND_BUNDLE);
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, await bundleCommand());
chmodSync(path, 0o755);
