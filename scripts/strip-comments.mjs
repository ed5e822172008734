#!/usr/bin/env node
// A step of `projen compile`: removes the comments from the JavaScript in lib, which the package contains.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutComments } from './lib/build/without-comments.mjs';
import { ROOT } from './lib/paths.mjs';

const LIB = join(ROOT, 'lib');

for (const file of readdirSync(LIB, { recursive: true })) {
  if (file.endsWith('.js')) {
    const path = join(LIB, file);
    writeFileSync(path, withoutComments(readFileSync(path, 'utf8')));
  }
}
