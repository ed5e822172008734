// Where things are. Everything the scripts write is below dist/, .venv/ and node_modules/, which git ignores.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const inRoot = (...parts) => join(ROOT, ...parts);

export const NODE_MODULES = inRoot('node_modules');
export const LOGS = inRoot('dist', 'logs');
export const STAMPS = inRoot('dist', 'stamps');
export const RESULTS = inRoot('dist', 'test-results');

/**
 * Installations beside the project's own. Their folder begins with a dot because jsii-docgen looks for assemblies in
 * every other one below the root, and would describe the newest aws-cdk-lib that it finds.
 */
const WORK = inRoot('dist', '.work');

export const INTEG = inRoot('integ');
/** Where the integration tests run, and what they leave there. */
export const INTEG_WORKING_COPY = join(WORK, 'integ', 'tests');
/** The CLI caches account ids by access key, so it gets a home of its own. */
export const INTEG_CDK_HOME = join(WORK, 'integ', 'cdk-home');

export const EMULATOR = inRoot('emulator');
export const EMULATOR_REQUIREMENTS = join(EMULATOR, 'requirements.txt');
export const EMULATOR_VENV = inRoot('.venv');
export const EMULATOR_TEST_REQUIREMENTS = join(EMULATOR, 'requirements-test.txt');
export const EMULATOR_TEST_VENV = inRoot('dist', 'venvs', 'emulator-tests');

export const CHECKERS_REQUIREMENTS = inRoot('scripts', 'requirements', 'checkers.txt');
export const CHECKERS_VENV = inRoot('dist', 'venvs', 'checkers');
export const PLANTED_STACKS = inRoot('scripts', 'lib', 'compliance', 'planted-stacks.ts');
/** Copies of the templates that cfn-lint and checkov read. */
export const CHECKED_TEMPLATES = join(WORK, 'templates');

export const TARBALLS = inRoot('dist', 'js');
export const EXAMPLE_SOURCE = inRoot('examples', 'typescript');
export const EXAMPLE = join(WORK, 'example', 'typescript');
/** The second app, of another team; it uses the first one's installation. */
export const USERS_APP = join(EXAMPLE, 'users');
/** The CLI caches account ids by access key, so it gets a home of its own. */
export const EXAMPLE_CDK_HOME = join(WORK, 'example', 'cdk-home');

export const NEWEST = join(WORK, 'newest');
/** Releases of Node, one folder for each major version. */
export const NODE_VERSIONS = join(WORK, 'node');

/** The API of the last release, and by jsii-diff's keys the breaks since that are meant. */
export const API_BASELINE = inRoot('docs', 'api', 'baseline.json');
export const ACCEPTED_API_CHANGES = inRoot('docs', 'api', 'accepted-changes.txt');
export const LAID_OUT_BASELINE = join(WORK, 'api-baseline');

export const CHANGELOG = inRoot('CHANGELOG.md');
export const PICTURES = inRoot('docs', 'pictures');
export const WHEELS = inRoot('dist', 'python');
export const JARS = inRoot('dist', 'java');
/** A wheel's content. */
export const UNPACKED_WHEEL = join(WORK, 'wheel');
/** A local Maven repository of our own: .projenrc.ts builds the jar from it, and Java apps find the built one there. */
export const MAVEN = join(WORK, 'maven');
export const PUBLISHING_REQUIREMENTS = inRoot('scripts', 'requirements', 'publishing.txt');
export const PUBLISHING_VENV = inRoot('dist', 'venvs', 'publishing');
export const EXAMPLES = inRoot('examples');
/** Sources with mutants in them, beside the tests that run on them. */
export const MUTATION = join(WORK, 'mutation');
/** The templates that were compared; a report shows only the beginning of a difference. */
export const COMPARED_TEMPLATES = join(WORK, 'compared');

export const RABBITMQ = join(WORK, 'rabbitmq');
export const ROTATION_TESTS = inRoot('test', 'rotation', 'function');
