import { awscdk, JsonFile, javascript } from 'projen';

/** The oldest supported aws-cdk-lib. `src` may use only its API. */
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
  // esbuild writes it from commands/, in the last step of `compile`.
  bin: { 'ecommerce-constructs': 'lib/commands/ecommerce-constructs.mjs' },
  autoDetectBin: false,
  keywords: ['cdk', 'aws-cdk', 'ecommerce', 'microservices', 'postgresql', 'rabbitmq', 'valkey', 'opensearch'],
  defaultReleaseBranch: 'main',
  sampleCode: false,
  stability: 'experimental',

  // See docs/releasing.md for publishing. A generated workflow would contain registry addresses.
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
    // The AWS SDK: `npm start` lists the resources in the emulator with it, and the functions of the CDK's custom resources
    // use it there.
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
    // A client of the cache, for the tests with real servers.
    'iovalkey@^0.4.0',
    // The functions that Lambda runs: the drivers of the databases, the signatures of requests, and the program that bundles them.
    '@smithy/signature-v4@^5.7.5',
    '@smithy/types@^4.19.0',
    'mongodb@^7.9.0',
    'pg@^8.16.3',
    '@types/pg@^8.15.5',
    'esbuild@^0.28.2',
    // `npm run servers`: a client of RabbitMQ.
    'amqplib@^2.3.1',
    // The page of the local platform, and its tests in a browser, which playwright-core drives and does not download.
    'preact@^11.2.0',
    'playwright-core@^1.65.1',
    // Controls, upgrades and properties of the templates.
    'cdk-nag@3.0.2',
    '@aws-cdk/cloudformation-diff@^2.187.5',
    'fast-check@^4.10.0',
    // Integration tests: the newest runner that supports the cloud assemblies of the oldest supported aws-cdk-lib.
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    // `npm run mutate`: the newest version that supports Node 20. All three are pinned to the same version, because the
    // instrumenter, which lists the mutants to choose from, is not a documented API of Stryker.
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
      // The temporary folder, where jest keeps its cache by default, is deleted after a run.
      cacheDirectory: '<rootDir>/node_modules/.cache/jest',
      globalSetup: '<rootDir>/test/temporary-folder.ts',
      // By default, jest leaves one core idle, and on two cores runs all files in one process, whose memory grows.
      maxWorkers: '100%',
      workerIdleMemoryLimit: '1.5GB',
      testTimeout: 60_000, // the default of 5 s is too short for a test that synthesizes while other suites run
      // The CDK's built-in validator takes seconds to start in each process. Only test/newest runs it, on a version of
      // aws-cdk-lib that has it.
      setupFiles: ['<rootDir>/test/without-validator.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/newest/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/lib/', '<rootDir>/examples/'],
    },
  },

  projenrcTs: true,
  projenrcTsOptions: { projenCodeDir: '.projen' },
  disableTsconfig: true, // jsii generates a tsconfig.json
  tsconfigDev: {
    include: ['.projenrc.ts', 'integ/**/*.ts', 'bench/**/*.ts'],
    // The programs in bench import the package by its name, as an app does.
    compilerOptions: { rootDir: '.', paths: { '@org/ecommerce-constructs': ['./src/index.ts'] } },
  },
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
          'local/**',
          'commands/**',
          'examples/shop/**',
          'examples/typescript/**',
          'examples/shop/**',
          'bench/typescript/**',
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

// Treat all warnings of jsii as errors. projen's default suppresses the warnings about reserved words of other languages.
project.compileTask.reset('jsii --fail-on-warnings');
// Comments in the JavaScript, declarations that nobody imports, and the whitespace of the assembly would be an eighth of the package.
project.compileTask.exec('node scripts/trim-library.mjs');
// Lambda's runtime includes the AWS SDK, but no driver of a database.
project.compileTask.exec('node scripts/bundle-functions.mjs');
// The package has the command in one file, because it uses modules of local/, which is another package.
project.compileTask.exec('node scripts/bundle-command.mjs');

// API.md is the API reference for TypeScript. `npm run packages` writes those for Python and Java.
for (const language of ['python', 'java']) {
  const page = `dist/docs/${language}.md`;
  project.addTask(`docgen:${language}`, {
    description: `Generate ${page} from .jsii manifest`,
    execArgs: ['jsii-docgen', '--language', language, '--output', page],
  });
}

// `npm test` compares the API with the baseline in docs/api. projen's task needs a published package, and passes without
// one.
project.removeTask('compat');

// Source maps with inline sources would be four fifths of the package. The JavaScript in lib is readable without them.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.package.file.addOverride(`jsii.tsc.${option}`, false);
}

// Every example in README.md and in a doc comment must compile.
project.package.file.addOverride('jsii.metadata.jsii.rosetta.strict', true);
project.postCompileTask.exec('jsii-rosetta extract --strict', { name: 'compile the examples' });

// The npm package contains only the files that an app needs, and not the changelog, which grows with each release. The wheel and
// the jar contain the npm package. No exported declaration imports the declarations of the folders that are left out.
project.package.addField('files', [
  '.jsii',
  'LICENSE',
  'README.md',
  'lib/**/*.js',
  'lib/**/*.d.ts',
  '!lib/{limits,naming,private,rotation}/**/*.d.ts',
  '!lib/isolation/**/*.d.ts',
  'lib/isolation/service-isolation-validator.d.ts',
  '!lib/*/function/**/*.d.ts',
  'lib/*/function/*/THIRD-PARTY-LICENSES.txt',
  'lib/commands/ecommerce-constructs.mjs',
]);

/** Makes a package:<language> task run `commands`. It empties dist/<language> first, because all files in it are published. */
function packageWith(language: string, ...commands: string[]) {
  const task = project.tasks.tryFind(`package:${language}`);
  if (!task) throw new Error(`projen has no task package:${language}.`);
  task.reset(`rm -rf dist/${language}`);
  for (const command of commands) task.exec(command);
}

// Without --no-npmignore, jsii-pacmak writes an .npmignore.
const PACMAK = 'jsii-pacmak -v --no-npmignore';
// jsii-pacmak does not translate an example that no tablet has. The library's tablet has its own examples, the tablet of
// aws-cdk-lib has those of inherited members, and an example that neither has fails the build.
const TRANSLATE = 'jsii-rosetta extract --strict';
const TRANSLATED = '--rosetta-tablet node_modules/aws-cdk-lib/.jsii.tabl.json.gz --rosetta-unknown-snippets fail';
packageWith('js', `${PACMAK} --target js`);

// PyPI and Maven Central show a page of the package's own language, which jsii-pacmak takes from the assembly's README.
const languageModule = (language: string) => `dist/.work/${language}-module`;
const copyModule = (language: string) =>
  `node scripts/lib/packages/language-module.mjs ${language} ${languageModule(language)}`;
const translated = (language: string) => `${PACMAK} --target ${language} ${TRANSLATED} ${languageModule(language)}`;
packageWith('python', TRANSLATE, copyModule('python'), `${translated('python')} --outdir dist`);

// jsii-pacmak builds the jar against the current versions of its dependencies and requires them in the POM. The finished
// POM requires the oldest supported versions, as the wheel does, and has a display name, for which jsii-pacmak has no
// option.
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

// jsii adds the classifiers for the Python version, the license and the stability. It has no option for keywords.
project.package.file.addOverride('jsii.targets.python.classifiers', [
  'Framework :: AWS CDK',
  'Framework :: AWS CDK :: 2',
  'Intended Audience :: Developers',
  'Intended Audience :: System Administrators',
  'Topic :: Software Development :: Libraries',
  'Topic :: System :: Systems Administration',
]);

/** The command of a script. It first checks the version of Node, because an old one cannot read the script. */
const script = (name: string) => `node -r ./local/bin/node-version.cjs scripts/${name}.mjs`;

// These scripts install the dependencies themselves. projen's tasks need installed dependencies.
project.setScript('start', script('start'));
project.setScript('test', script('test'));
project.setScript('integ', script('integ'));
project.setScript('integ:check', `${script('integ')} --check`);
project.setScript('compliance', script('compliance'));
project.setScript('packages', script('packages'));
project.setScript('mutate', script('mutate'));
project.setScript('bench', script('bench'));
project.setScript('cost', script('cost'));
project.setScript('servers', script('servers'));

// Write docs/controls.md and docs/pictures. `npm test` fails if they are not current.
project.setScript('controls', 'ts-node --project tsconfig.dev.json --transpile-only test/controls/write-page.ts');
project.setScript('pictures', script('pictures'));

// For a release: write the section of CHANGELOG.md, and the API baseline that `npm test` compares later versions with.
project.setScript('changelog', script('changelog'));
project.setScript('api-baseline', script('api-baseline'));

// Omit download addresses from the lock file, so that it does not depend on a contributor's registry.
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

// The allowed imports of each folder of src: its own files, without those of its subfolders, and the files of the folders
// listed here.
const parts = [
  ...[
    'private',
    'naming',
    'engines',
    'events',
    'access',
    'monitoring',
    'providers',
    'networking',
    'rotation',
    'logins',
  ],
];
const layers: Record<string, string[]> = {
  private: [],
  naming: [],
  engines: ['private'],
  events: ['private'],
  monitoring: ['private', 'naming', 'providers', 'monitoring/alarms'],
  'monitoring/alarms': ['private', 'naming', 'providers', 'monitoring'],
  access: ['private', 'naming', 'events', 'monitoring'],
  egress: ['private'],
  parameters: ['naming', 'access', 'stores'],
  providers: ['private', 'engines'],
  networking: ['private', 'naming', 'access', 'monitoring', 'providers'],
  rotation: ['private', 'naming', 'access', 'egress', 'monitoring', 'providers'],
  logins: ['private', 'naming', 'access', 'monitoring', 'rotation'],
  backup: ['private', 'naming', 'providers'],
  cache: [...parts, 'limits'],
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
    'events',
    'access',
    'logins',
    'egress',
    'stores',
    'stores/relational',
    'stores/documents',
    'stores/tables',
    'stores/indexes',
  ],
  database: [
    'private',
    'naming',
    'access',
    'monitoring',
    'parameters',
    'providers',
    'logins',
    'backup',
    'stores',
    'stores/documents',
    'stores/relational',
    'catalogue',
  ],
  operators: ['private', 'access', 'egress', 'providers'],
  workloads: ['private', 'access'],
  pause: ['private', 'naming', 'parameters', 'workloads'],
  limits: ['private', 'access', 'parameters'],
  'services/records': ['private', 'access', 'limits'],
  services: [
    'private',
    'events',
    'naming',
    'access',
    'egress',
    'parameters',
    'logins',
    'stores',
    'workloads',
    'limits',
    'services/records',
  ],
  // The validator reads templates, and compares them with what the constructs gave to services. Only the barrel imports it.
  'isolation/templates': ['logins'],
  'isolation/network': ['isolation', 'isolation/templates', 'services'],
  'isolation/iam': ['isolation', 'isolation/templates', 'services'],
  isolation: [
    'access',
    'parameters',
    'networking',
    'backup',
    'cache',
    'messaging',
    'search',
    'storage',
    'database',
    'workloads',
    'logins',
    'rotation',
    'operators',
    'services',
    'services/records',
    'isolation/iam',
    'isolation/network',
    'isolation/templates',
  ],
};
const filesOf = (folders: string[]) => `^src/(${folders.join('|')})/[^/]+$`;
/** The parts whose folder `function` Lambda runs, each with the parts of which a bundle contains modules. */
const LAMBDA_FUNCTIONS: Record<string, string[]> = { rotation: [], search: [], logins: ['rotation'] };
new JsonFile(project, '.dependency-cruiser.json', {
  marker: false, // dependency-cruiser rejects unknown fields
  obj: {
    forbidden: [
      { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
      { name: 'nothing-imports-the-barrel', severity: 'error', from: {}, to: { path: '^src/index\\.ts$' } },
      ...Object.entries(layers).map(([layer, allowed]) => ({
        name: `${layer}-imports-only-allowed-folders`,
        severity: 'error',
        from: { path: filesOf([layer]) },
        to: { path: '^src/', pathNot: filesOf([layer, ...allowed]) },
      })),
      {
        name: 'only-the-barrel-imports-the-isolation-validator',
        severity: 'error',
        from: { path: '^src/', pathNot: '^src/(index\\.ts$|isolation/)' },
        to: { path: '^src/isolation/' },
      },
      // Lambda runs a function without the rest of the library, and the rest of the library is used without the AWS SDK,
      // which the function needs.
      ...Object.entries(LAMBDA_FUNCTIONS).flatMap(([part, shared]) => {
        const path = `^src/${part}/function/`;
        return [
          {
            name: `the-${part}-function-imports-only-functions`,
            severity: 'error',
            from: { path },
            to: { path: '^src/', pathNot: `^src/(${[part, ...shared].join('|')})/function/` },
          },
          {
            name: `the-library-does-not-import-the-${part}-function`,
            severity: 'error',
            from: { path: '^src/', pathNot: '^src/[^/]+/function/' },
            to: { path },
          },
        ];
      }),
    ],
    options: {
      tsPreCompilationDeps: true,
      tsConfig: { fileName: 'tsconfig.dev.json' },
      doNotFollow: { path: 'node_modules' },
    },
  },
});
project.addTask('lint:imports', {
  description: 'Check that imports in src are allowed and have no cycles',
  exec: 'depcruise src',
});

// Git ignores every tsconfig.json, because jsii generates one. These two are not generated by jsii.
project.gitignore.include('/.projen/tsconfig.json', '/examples/typescript/tsconfig.json');

project.synth();
