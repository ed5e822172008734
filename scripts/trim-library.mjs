#!/usr/bin/env node
// A step of `projen compile`: removes from lib and from the assembly of jsii what no user of the package reads.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unusedDeclarations } from './lib/build/unused-declarations.mjs';
import { withoutComments } from './lib/build/without-comments.mjs';
import { ROOT } from './lib/paths.mjs';

const LIB = join(ROOT, 'lib');
const ASSEMBLY = join(ROOT, '.jsii');

for (const file of readdirSync(LIB, { recursive: true })) {
  if (file.endsWith('.js')) {
    const path = join(LIB, file);
    writeFileSync(path, withoutComments(readFileSync(path, 'utf8')));
  }
}
for (const file of unusedDeclarations(LIB)) rmSync(file);
// jsii indents the assembly, which has 20,000 lines.
writeFileSync(ASSEMBLY, JSON.stringify(JSON.parse(readFileSync(ASSEMBLY, 'utf8'))));
