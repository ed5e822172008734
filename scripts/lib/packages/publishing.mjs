// What registries ask of a package before they take it, and what a user should not have to download.

import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withoutAws } from '../aws/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { run } from '../cli/processes.mjs';
import { JARS, LOGS, ROOT, WHEELS } from '../paths.mjs';
import { packageFiles } from './packages.mjs';

const MOST_BYTES = 400_000;

/** All that an app needs, at synthesis and, for the rotation's function, in Lambda. */
const NEEDED = [
  'package/.jsii',
  'package/LICENSE',
  'package/README.md',
  'package/package.json',
  'package/lib/index.js',
  'package/lib/index.d.ts',
  'package/lib/rotation/function/handler.js',
];
/** What a reader looks for beside the code. */
const WELCOME = ['package/CHANGELOG.md'];
const CODE = /^package\/lib\/.+\.(js|d\.ts)$/;

/** Asks npm, twine and the requirements of Maven Central; publishes nothing. */
export async function checkPublishing(tarball, python) {
  const entries = await tool('tar', 'tar', ['-tzf', tarball]);
  const manifest = JSON.parse(await tool('tar-manifest', 'tar', ['-xzOf', tarball, 'package/package.json']));
  const names = entries.split('\n').filter((name) => name && !name.endsWith('/'));
  const bytes = statSync(tarball).size;
  await tool('npm-publish', 'npm', ['publish', '--dry-run', tarball]);
  const wheels = [...packageFiles(WHEELS, '.whl'), ...packageFiles(WHEELS, '.tar.gz')];
  await tool('twine', python, ['-m', 'twine', 'check', '--strict', ...wheels]);
  const [pom] = packageFiles(JARS, '.pom');
  const beside = packageFiles(dirname(pom), '.jar').map((file) => basename(file));

  const findings = [
    ...tarballFindings({ names, bytes, manifest }),
    ...pomFindings(readFileSync(pom, 'utf8')),
    ...jarFindings(beside),
  ];
  if (findings.length > 0) throw new Failure(`The packages cannot be published: ${findings.join('; ')}.`);
  return { note: `npm package of ${Math.round(bytes / 1000)} kB` };
}

async function tool(name, command, args) {
  const { stdout } = await run(`${name} of the packages`, command, args, {
    cwd: ROOT,
    env: withoutAws(process.env),
    log: join(LOGS, `publishing-${name}.log`),
  });
  return stdout;
}

/** What is wrong with the npm package: `names` in it, its size and its package.json. */
export function tarballFindings({ names, bytes, manifest }) {
  const missing = NEEDED.filter((name) => !names.includes(name)).map((name) => `the npm package lacks ${name}`);
  const surplus = names
    .filter((name) => ![...NEEDED, ...WELCOME].includes(name) && !CODE.test(name))
    .map((name) => `the npm package holds ${name}, which no app needs`);
  const large = bytes > MOST_BYTES ? [`the npm package has ${bytes} bytes, above ${MOST_BYTES}`] : [];
  // A bundled package must come with its licence; nothing is bundled, so there is none to pass on.
  const { bundledDependencies, bundleDependencies = bundledDependencies ?? [] } = manifest;
  const bundled = bundleDependencies.map((name) => `the npm package bundles ${name}, without its licence`);
  return [...missing, ...surplus, ...large, ...bundled];
}

const POM = [
  ['a name', /<name>[^<]+<\/name>/],
  ['a description', /<description>[^<]+<\/description>/],
  ['a url', /<url>[^<]+<\/url>/],
  ['a licence with its name and url', /<license>\s*<name>[^<]+<\/name>\s*<url>[^<]+<\/url>/],
  ['a developer with a name or an organization', /<developer>(?:(?!<\/developer>).)*<(name|organization)>[^<]+<\/\1>/s],
  ['a developer with an address', /<developer>(?:(?!<\/developer>).)*<email>[^<]+<\/email>/s],
  ['the connection of its source', /<scm>(?:(?!<\/scm>).)*<connection>[^<]+<\/connection>/s],
  ['the url of its source', /<scm>(?:(?!<\/scm>).)*<url>[^<]+<\/url>/s],
];

/**
 * What a POM lacks that Maven Central asks for.
 */
export function pomFindings(pom) {
  // A name or url deeper down is not the project's own.
  const own = pom.replaceAll(/<(licenses|developers|scm|dependencies|build)>.*?<\/\1>/gs, '');
  const textFor = (what) => (['a name', 'a description', 'a url'].includes(what) ? own : pom);
  return POM.filter(([what, pattern]) => !pattern.test(textFor(what))).map(([what]) => `the POM lacks ${what}`);
}

/** Maven Central takes no jar without its sources and its documentation. */
export function jarFindings(names) {
  return ['-sources.jar', '-javadoc.jar']
    .filter((ending) => !names.some((name) => name.endsWith(ending)))
    .map((ending) => `there is no ${ending} beside the jar`);
}
