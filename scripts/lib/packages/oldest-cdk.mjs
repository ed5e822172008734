// The oldest versions of the CDK that the library works with.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.mjs';

/** Those of aws-cdk-lib and of constructs, which have the same names everywhere, by what package.json asks of npm. */
export function oldestSupported() {
  const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.fromEntries(Object.entries(peerDependencies).map(([name, range]) => [name, range.replace(/^\^/, '')]));
}
