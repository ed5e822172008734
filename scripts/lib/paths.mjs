// The paths of the scripts' inputs and outputs. The scripts write only below dist/, .venv/ and node_modules/, which git
// ignores, and to the committed files that they generate.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const inRoot = (...parts) => join(ROOT, ...parts);

export const NODE_MODULES = inRoot('node_modules');
export const LOGS = inRoot('dist', 'logs');
export const STAMPS = inRoot('dist', 'stamps');
/** The process that runs in this clone. */
export const LOCK = inRoot('dist', 'run.lock');
export const RESULTS = inRoot('dist', 'test-results');

/**
 * Other installations than the project's own. The folder's name begins with a dot, because jsii-docgen searches all other
 * folders below the root for assemblies, and would describe the newest aws-cdk-lib that it finds.
 */
const WORK = inRoot('dist', '.work');

export const INTEG = inRoot('integ');
/** The working copy of the integration tests, with their output. */
export const INTEG_WORKING_COPY = join(WORK, 'integ', 'tests');
/** The home directory of the CDK CLI. */
export const INTEG_CDK_HOME = join(WORK, 'integ', 'cdk-home');

export const EMULATOR = inRoot('emulator');
export const EMULATOR_REQUIREMENTS = join(EMULATOR, 'requirements.txt');
export const EMULATOR_VENV = inRoot('.venv');
export const EMULATOR_TEST_REQUIREMENTS = join(EMULATOR, 'requirements-test.txt');
export const EMULATOR_TEST_VENV = inRoot('dist', 'venvs', 'emulator-tests');

export const CHECKERS_REQUIREMENTS = inRoot('scripts', 'requirements', 'checkers.txt');
export const CHECKERS_VENV = inRoot('dist', 'venvs', 'checkers');
export const PLANTED_STACKS = inRoot('scripts', 'lib', 'compliance', 'planted-stacks.ts');
/** Copies of the templates, for cfn-lint and checkov. */
export const CHECKED_TEMPLATES = join(WORK, 'templates');

/** The tests of the library's command that need an emulator, and the AWS CLI that the command calls there. */
export const COMMAND_EMULATOR_TESTS = inRoot('commands', 'test', 'emulator');
export const AWS_CLI_REQUIREMENTS = inRoot('scripts', 'requirements', 'aws-cli.txt');
export const AWS_CLI_VENV = inRoot('dist', 'venvs', 'aws-cli');

/** The package @org/ecommerce-local: its sources, its content, and its tarball. */
export const LOCAL = inRoot('local');
export const LOCAL_STAGING = join(WORK, 'local-package');
export const LOCAL_TARBALLS = inRoot('dist', 'local');
/** Tests of the package in apps; those of its modules are beside them. */
export const LOCAL_APP_TESTS = join(LOCAL, 'test', 'apps');
/** Those of the page, in a browser. */
export const LOCAL_PAGE_TESTS = inRoot('local', 'test', 'page');

export const TARBALLS = inRoot('dist', 'js');
export const EXAMPLE_SOURCE = inRoot('examples', 'typescript');
export const EXAMPLE = join(WORK, 'example', 'typescript');
/** The app of another team, which uses the installation of the first app. */
export const USERS_APP = join(EXAMPLE, 'users');
/** The programs of the seven services. */
export const SHOP_SOURCE = inRoot('examples', 'shop');
export const SHOP = join(WORK, 'example', 'shop');
/** The home directory of the CDK CLI. */
export const EXAMPLE_CDK_HOME = join(WORK, 'example', 'cdk-home');

export const NEWEST = join(WORK, 'newest');
/** Releases of Node, one folder for each major version. */
export const NODE_VERSIONS = join(WORK, 'node');

/** The API of the last release, and the keys of the accepted breaking changes since then. */
export const API_BASELINE = inRoot('docs', 'api', 'baseline.json');
export const ACCEPTED_API_CHANGES = inRoot('docs', 'api', 'accepted-changes.txt');
export const BASELINE_PACKAGE = join(WORK, 'api-baseline');

export const CHANGELOG = inRoot('CHANGELOG.md');
export const PICTURES = inRoot('docs', 'pictures');
export const WHEELS = inRoot('dist', 'python');
export const JARS = inRoot('dist', 'java');
/** The content of the wheel. */
export const UNPACKED_WHEEL = join(WORK, 'wheel');
/** A separate local Maven repository: .projenrc.ts builds the jar with it, and the Java example finds the jar in it. */
export const MAVEN = join(WORK, 'maven');
export const PUBLISHING_REQUIREMENTS = inRoot('scripts', 'requirements', 'publishing.txt');
export const PUBLISHING_VENV = inRoot('dist', 'venvs', 'publishing');
export const EXAMPLES = inRoot('examples');
/** A copy of the sources with mutants, and of the tests that run on them. */
export const MUTATION = join(WORK, 'mutation');
/** The compared templates; a report shows only the beginning of a difference. */
export const COMPARED_TEMPLATES = join(WORK, 'compared');

/** The programs of `npm run bench`, and their installations. */
export const BENCH = inRoot('bench');
export const BENCH_WORK = join(WORK, 'bench');
export const BENCH_PAGE = inRoot('docs', 'bench.md');
export const BENCH_VENVS = inRoot('dist', 'venvs', 'bench');

export const RABBITMQ = join(WORK, 'rabbitmq');
export const ROTATION_TESTS = inRoot('test', 'rotation', 'function');
/** The tests of the functions that create logins, one file for each engine. */
export const SERVER_TESTS = inRoot('test', 'servers');
