// Bundles the command of the library with the modules of local/ that it uses.

import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../paths.mjs';

/** The path of the command in the package. */
export const COMMAND_BUNDLE = join('lib', 'commands', 'ecommerce-constructs.mjs');

/** Returns the JavaScript of the command. It imports only modules of Node. */
export async function bundleCommand() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'commands', 'bin', 'ecommerce-constructs.mjs')],
    absWorkingDir: ROOT,
    write: false,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20', // the oldest supported Node
    format: 'esm',
    tsconfigRaw: {}, // jsii generates a tsconfig.json, which does not always exist
  });
  return outputFiles[0].text;
}
