#!/usr/bin/env node
// `npm run packages`: builds the packages for npm, PyPI and Maven, and runs the example apps of each language on them.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../local/lib/cli/failure.mjs';
import { shortened } from '../local/lib/cli/lists.mjs';
import { duration, Progress } from '../local/lib/cli/progress.mjs';
import { table } from '../local/lib/cli/tables.mjs';
import { installVenv } from '../local/lib/install/virtual-environment.mjs';
import { buildTarball } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import {
  appsFolder,
  installJavaExample,
  installPythonCdk,
  installPythonExample,
  installTypescriptExample,
  javaVersions,
  pythonVersions,
  replaceJavaCdk,
  synthesizeExample,
} from './lib/packages/language-examples.mjs';
import { checkLocalPublishing } from './lib/packages/local-publishing.mjs';
import { oldestSupported } from './lib/packages/oldest-cdk.mjs';
import { buildPackages } from './lib/packages/packages.mjs';
import { checkPublishing } from './lib/packages/publishing.mjs';
import { comparable, differences } from './lib/packages/template-difference.mjs';
import { checkTranslatedExamples } from './lib/packages/translated-examples.mjs';
import { COMPARED_TEMPLATES, LOGS, PUBLISHING_REQUIREMENTS, PUBLISHING_VENV, RESULTS } from './lib/paths.mjs';
import { forgetResult, recordResult } from './lib/test-suites/test-counts.mjs';

const SUITE = 'packages';

const PERFORMANCE = 'performance';
/** The environment with only the three required settings. */
const PILOT = 'pilot';

const HELP = `Builds the npm package, the wheel and the jar, and runs the example apps of each language on them.

Usage: npm run packages

1. Builds the packages with jsii-pacmak, and the API reference for Python and Java in dist/docs.
2. Checks with npm, with twine and against the requirements of Maven Central that the packages, and that in local, can be
   published.
3. Compiles the examples of the API reference as translated to Python and to Java.
4. Follows the README of examples/python and examples/java in a new folder outside the repository, with the built
   packages instead of published ones.
5. Compares the templates of these apps, the quick start included, with those of examples/typescript on the same
   aws-cdk-lib: they may differ only in asset hashes and the CDK's own metadata. Python and Java each run on the newest
   aws-cdk-lib of their registry, and on the oldest version that the library supports.

It needs Python 3.11, Java 17 and Maven. Logs are in dist/logs.

  --help  print this help

Exit code: 0 when the templates are equal and the packages can be published, 1 otherwise.`;

main({ help: HELP }, async () => {
  forgetResult(RESULTS, SUITE);
  rmSync(COMPARED_TEMPLATES, { recursive: true, force: true });

  const progress = new Progress({ total: 17 });
  const apps = appsFolder();
  const tarball = await buildAll(progress, apps);
  const references = new Map();
  const compare = (example, versions, environments) =>
    compareWithTypescript({ progress, apps, tarball, references }, example, versions, environments);

  const python = await progress.step('Follow the README of examples/python', (report) =>
    installPythonExample(apps, report),
  );
  const rows = [await compare(python, await pythonVersions(python), [PERFORMANCE, PILOT])];
  const oldest = oldestSupported();
  await progress.step(`Install aws-cdk-lib ${oldest['aws-cdk-lib']} for Python`, () =>
    installPythonCdk(python, oldest),
  );
  rows.push(await compare(python, await pythonVersions(python), [PERFORMANCE]));

  const java = await progress.step('Follow the README of examples/java', (report) => installJavaExample(apps, report));
  rows.push(await compare(java, javaVersions(java), [PERFORMANCE, PILOT]));
  replaceJavaCdk(java, oldest);
  rows.push(await compare(java, javaVersions(java), [PERFORMANCE]));
  report(rows);
});

/** Builds the three packages, and checks that they can be published; returns the npm package. */
async function buildAll(progress, apps) {
  await progress.step('Install npm packages', installNodeModules);
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Build the wheel, the jar and the reference', buildPackages);
  const { python } = await progress.step('Install the tools of PyPI', (report) =>
    installVenv({ folder: PUBLISHING_VENV, requirements: PUBLISHING_REQUIREMENTS, logs: LOGS }, report),
  );
  await progress.step('Check what would be published', () => checkPublishing(tarball, python));
  await progress.step('Check what would be published of local', checkLocalPublishing);
  await progress.step('Compile the translated examples', (report) => checkTranslatedExamples(apps, python, report));
  return tarball;
}

/**
 * Compares the templates of an example with those of the TypeScript example on the same aws-cdk-lib, which `references`
 * caches.
 */
async function compareWithTypescript({ progress, apps, tarball, references }, example, versions, environments) {
  const { library, cdkVersion } = versions;
  const key = [cdkVersion, ...environments].join();
  if (!references.has(key)) {
    const reference = await progress.step(`TypeScript on aws-cdk-lib ${cdkVersion}`, async (report) => {
      const { cdk, ...typescript } = await installTypescriptExample(apps, tarball, cdkVersion, report);
      return { cdk, ...(await synthesizeExample(typescript, cdk, environments)) };
    });
    references.set(key, reference);
  }
  const reference = references.get(key);
  const { seconds, differing } = await progress.step(`${example.language} on aws-cdk-lib ${cdkVersion}`, async () => {
    const { seconds, templates } = await synthesizeExample(example, reference.cdk, environments);
    const differing = compareAll(`${example.language}-${cdkVersion}`, templates, reference.templates);
    return {
      seconds,
      differing,
      note: differing.length === 0 ? `${Object.keys(templates).length} templates equal` : '',
    };
  });
  return { language: example.language, library, cdkVersion, seconds, referenceSeconds: reference.seconds, differing };
}

/** Returns the differences of all templates, and writes the compared templates to files. */
function compareAll(name, templates, referenceTemplates) {
  const [own, reference] = [templates, referenceTemplates].map((all) =>
    Object.fromEntries(Object.entries(all).map(([file, template]) => [file, comparable(template)])),
  );
  for (const [folder, all] of [
    [name, own],
    [`${name}-typescript`, reference],
  ]) {
    for (const [file, template] of Object.entries(all)) {
      const path = join(COMPARED_TEMPLATES, folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify(template, undefined, 1));
    }
  }
  return differences(own, reference);
}

/** Prints a row for each language and version, and fails when a template differs. */
function report(rows) {
  const cells = rows.map(({ language, library, cdkVersion, seconds, referenceSeconds, differing }) => [
    language,
    library,
    cdkVersion,
    duration(seconds),
    duration(referenceSeconds),
    differing.length === 0 ? 'none' : String(differing.length),
  ]);
  const header = [
    'language',
    'installed',
    'aws-cdk-lib',
    'synth time',
    'TypeScript synth time',
    'template differences',
  ];
  console.log(`\n${table(header, cells)}`);

  const failed = rows.filter(({ differing }) => differing.length > 0);
  recordResult(RESULTS, SUITE, { passed: rows.length - failed.length, failed: failed.length });
  if (failed.length === 0) return;
  throw new Failure('The templates of an example differ from those of the TypeScript example.', {
    excerpt: failed.flatMap(({ language, cdkVersion, differing }) => [
      `${language} and TypeScript on aws-cdk-lib ${cdkVersion}:`,
      ...shortened(differing).map((it) => `  ${it}`),
    ]),
    log: COMPARED_TEMPLATES,
  });
}
