// Reads the oldest versions of the CDK that the library supports.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.mjs';

/**
 * Returns the oldest versions of aws-cdk-lib and constructs, from the peer dependencies; their names are the same in PyPI
 * and Maven.
 */
export function oldestSupported() {
  const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.fromEntries(Object.entries(peerDependencies).map(([name, range]) => [name, range.replace(/^\^/, '')]));
}
