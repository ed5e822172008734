// Releases of Node other than the one that runs the scripts, from the npm package `node`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { LOGS, NODE_VERSIONS } from '../paths.mjs';

/** The newest major version of Node that the library supports. */
export const NEWEST_NODE = '24';

/** The supported major version between the newest one and Node 20, on which the project is developed. */
export const MIDDLE_NODE = '22';

/** Returns the environment variable with which a program runs on an installed Node. */
export const onNode = ({ bin }) => ({ PATH: [bin, process.env.PATH].join(delimiter) });

/** Installs the newest release of a major version. Returns the folder of the program `node`, and the version as a note. */
export async function installNode(major) {
  const folder = join(NODE_VERSIONS, major);
  const log = join(LOGS, `node-${major}.log`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const env = childEnvironment(process.env);
  await run(`npm install of Node ${major}`, 'npm', ['install', '--no-audit', '--no-fund', `node@${major}`], {
    cwd: folder,
    env,
    log,
  });

  const bin = join(folder, 'node_modules', '.bin');
  const { stdout: version } = await run(`node --version of Node ${major}`, join(bin, 'node'), ['--version'], {
    cwd: folder,
    env,
    log,
  });
  if (!version.startsWith(`v${major}.`)) throw new Failure(`npm installed Node ${version} instead of Node ${major}.`);
  return { bin, note: version };
}
