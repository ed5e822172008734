// What registries ask of a package before they take it, and what a user should not have to download.

import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withoutAws } from '../aws/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { shortened } from '../cli/lists.mjs';
import { run } from '../cli/processes.mjs';
import { JARS, LOGS, ROOT, UNPACKED_WHEEL, WHEELS } from '../paths.mjs';
import { oldestSupported } from './oldest-cdk.mjs';
import { pageFindings } from './package-page.mjs';
import { packageFiles } from './packages.mjs';
import { dependencyVersion } from './pom.mjs';
import { classifiers, description, wheelFindings } from './wheel.mjs';

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
  const { metadata, module } = await readWheel(python, wheels[0]);
  const oldest = oldestSupported();
  const [pom] = packageFiles(JARS, '.pom');
  const beside = packageFiles(dirname(pom), '.jar').map((file) => basename(file));

  const findings = [
    ...tarballFindings({ names, bytes, manifest }),
    ...wheelFindings({ metadata, module, stability: manifest.stability, oldest }),
    ...pageFindings('python', description(metadata)),
    ...(await unknownClassifiers(python, classifiers(metadata))),
    ...pomFindings(readFileSync(pom, 'utf8'), oldest),
    ...jarFindings(beside),
  ];
  if (findings.length > 0) throw new Failure(`The packages cannot be published: ${shortened(findings).join('; ')}.`);
  return { note: `npm package of ${Math.round(bytes / 1000)} kB` };
}

/** A wheel's METADATA, and the text of its module. */
async function readWheel(python, wheel) {
  rmSync(UNPACKED_WHEEL, { recursive: true, force: true });
  await tool('unzip', python, ['-m', 'zipfile', '-e', wheel, UNPACKED_WHEEL]);
  const [metadata] = packageFiles(UNPACKED_WHEEL, 'METADATA');
  const [module] = packageFiles(UNPACKED_WHEEL, '__init__.py').sort((one, other) => one.length - other.length);
  return { metadata: readFileSync(metadata, 'utf8'), module: readFileSync(module, 'utf8') };
}

/** PyPI refuses a package with a classifier that is not on its list, which twine does not look at. */
async function unknownClassifiers(python, names) {
  const script = 'import sys, trove_classifiers as t; print(*(set(sys.argv[1:]) - t.classifiers), sep="\\n")';
  const unknown = await tool('classifiers', python, ['-c', script, ...names]);
  return unknown
    .split('\n')
    .filter(Boolean)
    .map((name) => `PyPI knows no classifier ${name}`);
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
  ['a name for people', /<name>[^<$:]+<\/name>/],
  ['a description', /<description>[^<]+<\/description>/],
  ['a url', /<url>[^<]+<\/url>/],
  ['a licence with its name and url', /<license>\s*<name>[^<]+<\/name>\s*<url>[^<]+<\/url>/],
  ['a developer with a name or an organization', /<developer>(?:(?!<\/developer>).)*<(name|organization)>[^<]+<\/\1>/s],
  ['a developer with an address', /<developer>(?:(?!<\/developer>).)*<email>[^<]+<\/email>/s],
  ['the connection of its source', /<scm>(?:(?!<\/scm>).)*<connection>[^<]+<\/connection>/s],
  ['the url of its source', /<scm>(?:(?!<\/scm>).)*<url>[^<]+<\/url>/s],
];

/** What a POM lacks that Maven Central asks for, and where it asks for another version than the `oldest`. */
export function pomFindings(pom, oldest) {
  // A name or url deeper down is not the project's own.
  const own = pom.replaceAll(/<(licenses|developers|scm|dependencies|build)>.*?<\/\1>/gs, '');
  const textFor = (what) => (['a name for people', 'a description', 'a url'].includes(what) ? own : pom);
  const lacking = POM.filter(([what, pattern]) => !pattern.test(textFor(what))).map(
    ([what]) => `the POM lacks ${what}`,
  );
  const dependencies = Object.entries(oldest).flatMap(([name, version]) => {
    const asked = dependencyVersion(pom, name);
    if (asked === version) return [];
    return [`the POM asks for ${asked ? `${name} ${asked}` : `no ${name}`}, and package.json for ${version} or newer`];
  });
  return [...lacking, ...dependencies];
}

/** Maven Central takes no jar without its sources and its documentation. */
export function jarFindings(names) {
  return ['-sources.jar', '-javadoc.jar']
    .filter((ending) => !names.some((name) => name.endsWith(ending)))
    .map((ending) => `there is no ${ending} beside the jar`);
}
