// Checks that the npm package in local/ can be published, and that it contains only files that users need.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../local/lib/cli/lists.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { LOGS, ROOT } from '../paths.mjs';
import { packLocal } from './local-package.mjs';

const MOST_BYTES = 400_000;
const REQUIRED = [
  'package/LICENSE',
  'package/README.md',
  'package/package.json',
  'package/bin/ecommerce-local.mjs',
  'package/lib/page/static/index.html',
  'package/emulator/emulator/__main__.py',
  'package/emulator/requirements.txt',
];
const CODE = /^package\/(bin\/.+\.[cm]js|lib\/.+\.(mjs|css)|emulator\/emulator\/.+\.py)$/;

/** Packs the package, and checks it with npm, without publishing. */
export async function checkLocalPublishing(report) {
  const { tarball } = await packLocal(report);
  const entries = await tool('tar', 'tar', ['-tzf', tarball]);
  const manifest = JSON.parse(await tool('tar-manifest', 'tar', ['-xzOf', tarball, 'package/package.json']));
  await tool('npm-publish', 'npm', ['publish', '--dry-run', tarball]);
  const { size: bytes } = statSync(tarball);
  const names = entries.split('\n').filter((name) => name && !name.endsWith('/'));
  const findings = localFindings({ names, bytes, manifest });
  if (findings.length > 0)
    throw new Failure(`The package of local cannot be published: ${shortened(findings).join('; ')}.`);
  return { note: `npm package of ${Math.round(bytes / 1000)} kB` };
}

/** Returns the findings on the package: on the `names` of its files, its size and its package.json. */
export function localFindings({ names, bytes, manifest }) {
  const { bundledDependencies, bundleDependencies = bundledDependencies ?? [], license } = manifest;
  return [
    ...REQUIRED.filter((name) => !names.includes(name)).map((name) => `it lacks ${name}`),
    ...names
      .filter((name) => !REQUIRED.includes(name) && !CODE.test(name))
      .map((name) => `it contains ${name}, which nobody needs`),
    ...(bytes > MOST_BYTES ? [`it has ${bytes} bytes, and the maximum is ${MOST_BYTES}`] : []),
    ...(license === 'Apache-2.0' ? [] : [`its licence is ${license}, and that in LICENSE is Apache-2.0`]),
    ...bundleDependencies.map((name) => `it bundles ${name}, without its licence`),
  ];
}

async function tool(name, command, args) {
  const { stdout } = await run(`${name} of local`, command, args, {
    cwd: ROOT,
    env: childEnvironment(process.env),
    log: join(LOGS, `local-publishing-${name}.log`),
  });
  return stdout;
}
