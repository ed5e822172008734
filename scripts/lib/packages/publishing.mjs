// Checks the packages against the requirements of registries, and that they contain only files that users need.

import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../local/lib/cli/lists.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { JARS, LOGS, ROOT, UNPACKED_WHEEL, WHEELS } from '../paths.mjs';
import { declarationFindings } from './declarations.mjs';
import { oldestSupported } from './oldest-cdk.mjs';
import { pageFindings } from './package-page.mjs';
import { packageFiles } from './packages.mjs';
import { dependencyVersion } from './pom.mjs';
import { classifiers, description, wheelFindings } from './wheel.mjs';

const MOST_BYTES = 600_000;

/** Files that an app needs at synthesis or, for the functions, in Lambda, and the command. */
const REQUIRED = [
  'package/.jsii',
  'package/LICENSE',
  'package/README.md',
  'package/package.json',
  'package/lib/commands/ecommerce-constructs.mjs',
  'package/lib/index.js',
  'package/lib/index.d.ts',
  'package/lib/logins/function/document-db/THIRD-PARTY-LICENSES.txt',
  'package/lib/logins/function/document-db/document-db.js',
  'package/lib/logins/function/elasticache/elasticache.js',
  'package/lib/logins/function/opensearch/THIRD-PARTY-LICENSES.txt',
  'package/lib/logins/function/opensearch/opensearch.js',
  'package/lib/logins/function/postgres/THIRD-PARTY-LICENSES.txt',
  'package/lib/logins/function/postgres/postgres.js',
  'package/lib/logins/function/rabbitmq/rabbitmq.js',
  'package/lib/rotation/function/handler.js',
  'package/lib/search/function/handler.js',
];
const CODE = /^package\/lib\/.+\.(js|d\.ts)$/;

/** Checks the packages with npm, with twine and against the requirements of Maven Central, without publishing. */
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
  const jars = packageFiles(dirname(pom), '.jar').map((file) => basename(file));

  const findings = [
    ...tarballFindings({ names, bytes, manifest }),
    ...declarationFindings(names, (name) => readFileSync(join(ROOT, name.replace('package/', '')), 'utf8')),
    ...wheelFindings({ metadata, module, stability: manifest.stability, oldest }),
    ...pageFindings('python', description(metadata)),
    ...(await unknownClassifiers(python, classifiers(metadata))),
    ...pomFindings(readFileSync(pom, 'utf8'), oldest),
    ...jarFindings(jars),
  ];
  if (findings.length > 0) throw new Failure(`The packages cannot be published: ${shortened(findings).join('; ')}.`);
  return { note: `npm package of ${Math.round(bytes / 1000)} kB` };
}

/** Returns the METADATA of a wheel, and the text of its module. */
async function readWheel(python, wheel) {
  rmSync(UNPACKED_WHEEL, { recursive: true, force: true });
  await tool('unzip', python, ['-m', 'zipfile', '-e', wheel, UNPACKED_WHEEL]);
  const [metadata] = packageFiles(UNPACKED_WHEEL, 'METADATA');
  const [module] = packageFiles(UNPACKED_WHEEL, '__init__.py').sort((one, other) => one.length - other.length);
  return { metadata: readFileSync(metadata, 'utf8'), module: readFileSync(module, 'utf8') };
}

/**
 * Finds classifiers that are not in PyPI's list. PyPI rejects packages with such classifiers; twine does not check them.
 */
async function unknownClassifiers(python, names) {
  const script = 'import sys, trove_classifiers as t; print(*(set(sys.argv[1:]) - t.classifiers), sep="\\n")';
  const unknown = await tool('classifiers', python, ['-c', script, ...names]);
  return unknown
    .split('\n')
    .filter(Boolean)
    .map((name) => `PyPI has no classifier ${name}`);
}

async function tool(name, command, args) {
  const { stdout } = await run(`${name} of the packages`, command, args, {
    cwd: ROOT,
    env: childEnvironment(process.env),
    log: join(LOGS, `publishing-${name}.log`),
  });
  return stdout;
}

/** Returns the findings on the npm package: on the `names` of its files, its size and its package.json. */
export function tarballFindings({ names, bytes, manifest }) {
  const missing = REQUIRED.filter((name) => !names.includes(name)).map((name) => `the npm package lacks ${name}`);
  const surplus = names
    .filter((name) => !REQUIRED.includes(name) && !CODE.test(name))
    .map((name) => `the npm package contains ${name}, which no app needs`);
  const large = bytes > MOST_BYTES ? [`the npm package has ${bytes} bytes, and the maximum is ${MOST_BYTES}`] : [];
  // A bundled package would have to include its licence. The packages in the bundles of functions have theirs beside them.
  const { bundledDependencies, bundleDependencies = bundledDependencies ?? [] } = manifest;
  const bundled = bundleDependencies.map((name) => `the npm package bundles ${name}, without its licence`);
  return [...missing, ...surplus, ...large, ...bundled];
}

const POM = [
  ['a readable name', /<name>[^<$:]+<\/name>/],
  ['a description', /<description>[^<]+<\/description>/],
  ['a url', /<url>[^<]+<\/url>/],
  ['a licence with its name and url', /<license>\s*<name>[^<]+<\/name>\s*<url>[^<]+<\/url>/],
  ['a developer with a name or an organization', /<developer>(?:(?!<\/developer>).)*<(name|organization)>[^<]+<\/\1>/s],
  ['a developer with an email address', /<developer>(?:(?!<\/developer>).)*<email>[^<]+<\/email>/s],
  ['an SCM connection', /<scm>(?:(?!<\/scm>).)*<connection>[^<]+<\/connection>/s],
  ['an SCM url', /<scm>(?:(?!<\/scm>).)*<url>[^<]+<\/url>/s],
];

/**
 * Returns the requirements of Maven Central that a POM does not meet, and dependencies whose version is not the `oldest`.
 */
export function pomFindings(pom, oldest) {
  // The name and url of nested elements are not the project's own.
  const own = pom.replaceAll(/<(licenses|developers|scm|dependencies|build)>.*?<\/\1>/gs, '');
  const textFor = (what) => (['a readable name', 'a description', 'a url'].includes(what) ? own : pom);
  const lacking = POM.filter(([what, pattern]) => !pattern.test(textFor(what))).map(
    ([what]) => `the POM lacks ${what}`,
  );
  const dependencies = Object.entries(oldest).flatMap(([name, version]) => {
    const required = dependencyVersion(pom, name);
    if (required === version) return [];
    const found = required ? `requires ${name} ${required}` : `does not require ${name}`;
    return [`the POM ${found}, but package.json requires ${version} or newer`];
  });
  return [...lacking, ...dependencies];
}

/** Returns the missing files of a jar: Maven Central requires its sources and its documentation. */
export function jarFindings(names) {
  return ['-sources.jar', '-javadoc.jar']
    .filter((ending) => !names.some((name) => name.endsWith(ending)))
    .map((ending) => `the jar has no ${ending}`);
}
