import { awscdk, JsonFile, javascript } from 'projen';

/** The oldest aws-cdk-lib we support, and the only one whose API `src` may use. */
const CDK_FLOOR = '2.257.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: '@org/ecommerce-constructs',
  description: 'AWS CDK constructs for the infrastructure of an e-commerce platform of microservices',
  author: 'Org',
  authorAddress: 'dev@example.org',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/org/ecommerce-constructs.git',
  homepage: 'https://github.com/org/ecommerce-constructs', // the links of the packages' pages begin with it
  license: 'Apache-2.0',
  copyrightOwner: 'Org',
  keywords: ['cdk', 'aws-cdk', 'ecommerce', 'microservices', 'postgresql', 'rabbitmq', 'valkey', 'opensearch'],
  defaultReleaseBranch: 'main',
  sampleCode: false,
  stability: 'experimental',

  // docs/releasing.md says how to publish; a generated workflow would carry registry addresses.
  release: false,
  github: false,
  npmAccess: javascript.NpmAccess.PUBLIC,
  npmignoreEnabled: false, // the package's `files` are listed below
  depsUpgrade: false,

  cdkVersion: CDK_FLOOR,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0', // the compiler inside jsii 6
  projenVersion: '~0.103.25',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',
  devDeps: [
    // The AWS SDK: `npm start` asks the emulator what exists, and the CDK's own custom resources run on it there.
    ...[
      'backup',
      'cloudformation',
      'cloudwatch-logs',
      'docdb',
      'dynamodb',
      'ec2',
      'ecs',
      'elasticache',
      'iam',
      'kms',
      'lambda',
      'mq',
      'opensearch',
      'rds',
      'resource-groups-tagging-api',
      's3',
      'secrets-manager',
      'sns',
      'ssm',
      'sts',
    ].map((service) => `@aws-sdk/client-${service}@^3.1048.0`),
    'dependency-cruiser@^17.0.0',
    // Controls, upgrades and properties of the templates.
    'cdk-nag@3.0.2',
    '@aws-cdk/cloudformation-diff@^2.187.5',
    'fast-check@^4.10.0',
    // Deploying: the newest runner that reads what our oldest aws-cdk-lib writes.
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    // `npm run mutate`: the newest that runs on Node 20. All three of one version, and exactly that one, because the
    // documentation of Stryker does not cover its instrumenter, which lists the mutants to draw from.
    '@stryker-mutator/core@9.6.1',
    '@stryker-mutator/instrumenter@9.6.1',
    '@stryker-mutator/jest-runner@9.6.1',
  ],

  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      // The CDK's own validator takes seconds a process; test/newest runs it, on the aws-cdk-lib that has it.
      setupFiles: ['<rootDir>/test/without-validator.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/newest/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/lib/', '<rootDir>/examples/'],
    },
  },

  projenrcTs: true,
  projenrcTsOptions: { projenCodeDir: '.projen' },
  disableTsconfig: true, // jsii generates its own
  tsconfigDev: { include: ['.projenrc.ts', 'integ/**/*.ts'], compilerOptions: { rootDir: '.' } },
  typecheckTests: true, // ts-jest only transpiles

  eslint: false,
  biome: true,
  biomeOptions: {
    version: '^2.6.8',
    biomeConfig: {
      files: {
        includes: [
          'src/**',
          'test/**',
          'integ/**/*.ts',
          'integ/workload/**',
          'scripts/**',
          'examples/typescript/**',
          '.projenrc.ts',
          '!test/upgrade/templates',
        ],
      },
      formatter: { indentStyle: javascript.biome_config.IndentStyle.SPACE, lineWidth: 120 },
      linter: {
        rules: {
          suspicious: { noExplicitAny: 'error' },
          style: { noNonNullAssertion: 'error', useImportType: 'error' },
        },
      },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
    },
  },

  integrationTestAutoDiscover: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,

  publishToPypi: { distName: 'org-ecommerce-constructs', module: 'org_ecommerce_constructs' },
  publishToMaven: {
    javaPackage: 'org.ecommerce.constructs',
    mavenGroupId: 'org.ecommerce',
    mavenArtifactId: 'ecommerce-constructs',
  },

  gitignore: [
    'cdk.out/',
    'cdk.context.json',
    '.venv/',
    '__pycache__/',
    '.pytest_cache/',
    '.mypy_cache/',
    '/examples/java/target/',
    '.jsii.tabl.json',
    '/examples/*/node_modules/',
    '/examples/*/package-lock.json',
  ],
});

// jsii's warnings are errors; projen's default silences the ones about words reserved in other languages.
project.compileTask.reset('jsii --fail-on-warnings');

// API.md is TypeScript's reference; these are the other languages', which `npm run packages` writes.
for (const language of ['python', 'java']) {
  const page = `dist/docs/${language}.md`;
  project.addTask(`docgen:${language}`, {
    description: `Generate ${page} from .jsii manifest`,
    execArgs: ['jsii-docgen', '--language', language, '--output', page],
  });
}

// `npm test` compares with a baseline of our own: this task wants a published package, and passes without one.
project.removeTask('compat');

// Maps with the sources in them are four fifths of the package, and what is in lib can be read as it is.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.package.file.addOverride(`jsii.tsc.${option}`, false);
}

// Every example in README.md and in a doc comment must compile.
project.package.file.addOverride('jsii.metadata.jsii.rosetta.strict', true);
project.postCompileTask.exec('jsii-rosetta extract --strict', { name: 'compile the examples' });

// The npm package holds what a user's app needs, and nothing else. The wheel and the jar hold the npm package.
project.package.addField('files', ['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'lib/**/*.js', 'lib/**/*.d.ts']);

/** Makes a package:<language> task run `commands`, on an empty dist/<language>: what is in there is published. */
function packageWith(language: string, ...commands: string[]) {
  const task = project.tasks.tryFind(`package:${language}`);
  if (!task) throw new Error(`projen has no task package:${language}.`);
  task.reset(`rm -rf dist/${language}`);
  for (const command of commands) task.exec(command);
}

// Without --no-npmignore, jsii-pacmak writes an .npmignore.
const PACMAK = 'jsii-pacmak -v --no-npmignore';
// jsii-pacmak leaves an example in TypeScript when no tablet has it. Ours has the library's examples, that of aws-cdk-lib
// those of members that we inherit, and an example that neither has ends the build.
const TRANSLATE = 'jsii-rosetta extract --strict';
const TRANSLATED = '--rosetta-tablet node_modules/aws-cdk-lib/.jsii.tabl.json.gz --rosetta-unknown-snippets fail';
packageWith('js', `${PACMAK} --target js`);

// PyPI and Maven Central show a page of the package's own language, which jsii-pacmak takes from the assembly's README.
const languageModule = (language: string) => `dist/.work/${language}-module`;
const copyModule = (language: string) =>
  `node scripts/lib/packages/language-module.mjs ${language} ${languageModule(language)}`;
const translated = (language: string) => `${PACMAK} --target ${language} ${TRANSLATED} ${languageModule(language)}`;
packageWith('python', TRANSLATE, copyModule('python'), `${translated('python')} --outdir dist`);

// jsii-pacmak builds the jar against the newest versions of the day, and its POM asks for them; ours asks for the oldest
// that we support, as the wheel does, and has a name for people, which is no option of jsii-pacmak.
const JAVA_SOURCE = 'dist/.work/java-source';
packageWith(
  'java',
  TRANSLATE,
  copyModule('java'),
  `rm -rf ${JAVA_SOURCE}`,
  `${translated('java')} --code-only --outdir ${JAVA_SOURCE}`,
  `node scripts/lib/packages/finish-pom.mjs ${JAVA_SOURCE}/java/pom.xml "E-commerce constructs for the AWS CDK"`,
  `mvn --batch-mode --quiet --file ${JAVA_SOURCE}/java/pom.xml deploy ` +
    '-Dmaven.repo.local="$PWD/dist/.work/maven" -DaltDeploymentRepository="local::default::file:$PWD/dist/java"',
);

// jsii adds the classifiers of Python's versions, of the licence and of the stability. It has no option for keywords.
project.package.file.addOverride('jsii.targets.python.classifiers', [
  'Framework :: AWS CDK',
  'Framework :: AWS CDK :: 2',
  'Intended Audience :: Developers',
  'Intended Audience :: System Administrators',
  'Topic :: Software Development :: Libraries',
  'Topic :: System :: Systems Administration',
]);

// These run before anything is installed, which projen's tasks cannot.
project.setScript('start', 'node scripts/start.mjs');
project.setScript('test', 'node scripts/test.mjs');
project.setScript('integ', 'node scripts/integ.mjs');
project.setScript('integ:check', 'node scripts/integ.mjs --check');
project.setScript('compliance', 'node scripts/compliance.mjs');
project.setScript('packages', 'node scripts/packages.mjs');
project.setScript('mutate', 'node scripts/mutate.mjs');

// Write docs/controls.md and docs/pictures, which `npm test` requires to be current.
project.setScript('controls', 'ts-node --project tsconfig.dev.json --transpile-only test/controls/write-page.ts');
project.setScript('pictures', 'node scripts/pictures.mjs');

// For a release: the section of CHANGELOG.md, and the API that `npm test` compares with from then on.
project.setScript('changelog', 'node scripts/changelog.mjs');
project.setScript('api-baseline', 'node scripts/api-baseline.mjs');

// A lock file without download addresses, whatever registry a contributor installs from.
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

// Imports point one way: each folder of src may use the ones that it names, and its own files but those of folders below.
const parts = ['private', 'engines', 'access', 'providers', 'networking', 'rotation'];
const layers: Record<string, string[]> = {
  private: [],
  engines: ['private'],
  access: ['private'],
  providers: ['private', 'engines'],
  networking: ['private', 'access', 'providers'],
  rotation: ['private', 'access', 'providers'],
  backup: ['private', 'providers'],
  cache: parts,
  messaging: parts,
  search: parts,
  storage: parts,
  stores: parts,
  'stores/relational': [...parts, 'stores'],
  'stores/documents': [...parts, 'stores'],
  'stores/tables': [...parts, 'stores'],
  'stores/indexes': [...parts, 'search', 'stores'],
  catalogue: [
    'private',
    'access',
    'stores',
    'stores/relational',
    'stores/documents',
    'stores/tables',
    'stores/indexes',
  ],
  database: ['private', 'access', 'providers', 'stores', 'stores/relational', 'catalogue'],
  workloads: ['private', 'access'],
  services: ['private', 'access', 'stores', 'workloads'],
};
const filesOf = (folders: string[]) => `^src/(${folders.join('|')})/[^/]+$`;
const ROTATION_FUNCTION = 'src/rotation/function/';
new JsonFile(project, '.dependency-cruiser.json', {
  marker: false, // dependency-cruiser refuses the extra field
  obj: {
    forbidden: [
      { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
      { name: 'nothing-imports-the-barrel', severity: 'error', from: {}, to: { path: '^src/index\\.ts$' } },
      ...Object.entries(layers).map(([layer, allowed]) => ({
        name: `${layer}-imports-only-the-folders-it-names`,
        severity: 'error',
        from: { path: filesOf([layer]) },
        to: { path: '^src/', pathNot: filesOf([layer, ...allowed]) },
      })),
      // Lambda runs this folder without the rest, and synthesis does without the AWS SDK, which the folder needs.
      {
        name: 'the-rotation-function-imports-nothing-of-the-library',
        severity: 'error',
        from: { path: `^${ROTATION_FUNCTION}` },
        to: { path: '^src/', pathNot: `^${ROTATION_FUNCTION}` },
      },
      {
        name: 'the-library-imports-nothing-of-the-rotation-function',
        severity: 'error',
        from: { path: '^src/', pathNot: `^${ROTATION_FUNCTION}` },
        to: { path: `^${ROTATION_FUNCTION}` },
      },
    ],
    options: {
      tsPreCompilationDeps: true,
      tsConfig: { fileName: 'tsconfig.dev.json' },
      doNotFollow: { path: 'node_modules' },
    },
  },
});
project.addTask('lint:imports', {
  description: 'Check that imports inside src point one way and make no cycle',
  exec: 'depcruise src',
});

// jsii's own tsconfig.json is ignored everywhere; these two are not jsii's.
project.gitignore.include('/.projen/tsconfig.json', '/examples/typescript/tsconfig.json');

project.synth();
