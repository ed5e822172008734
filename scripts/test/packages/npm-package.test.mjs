import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { projectFiles } from '../../lib/build/project-files.mjs';
import { ROOT } from '../../lib/paths.mjs';

/** The files that a compilation writes and the package contains. */
const COMPILED = [
  '.jsii',
  'lib/index.d.ts',
  'lib/index.js',
  'lib/logins/function/document-db/THIRD-PARTY-LICENSES.txt',
  'lib/logins/function/document-db/document-db.js',
  'lib/logins/function/elasticache/elasticache.js',
  'lib/logins/function/opensearch/THIRD-PARTY-LICENSES.txt',
  'lib/logins/function/opensearch/opensearch.js',
  'lib/logins/function/postgres/THIRD-PARTY-LICENSES.txt',
  'lib/logins/function/postgres/postgres.js',
  'lib/logins/function/rabbitmq/rabbitmq.js',
  'lib/rotation/function/handler.js',
  'lib/search/function/handler.js',
];

/** Declarations that no exported declaration imports. */
const INTERNAL = [
  'lib/naming/texts.d.ts',
  'lib/private/validation.d.ts',
  'lib/rotation/function/document-db/cluster.d.ts',
  'lib/rotation/function/handler.d.ts',
  'lib/rotation/secret-rotation.d.ts',
  'lib/search/function/handler.d.ts',
];

/** Files that other tools write: installations, builds, tests, syntheses, mutation tests, editors, operating systems. */
const BYPRODUCTS = [
  '.DS_Store',
  '.env',
  '.idea/workspace.xml',
  '.jsii.gz',
  '.jsii.tabl.json',
  '.mypy_cache/3.11/cache.json',
  '.pytest_cache/CACHEDIR.TAG',
  '.stryker-tmp/sandbox/src/index.js',
  '.venv/bin/python',
  '.venv/lib/python3.11/site-packages/moto/index.js',
  '.vscode/settings.json',
  '__pycache__/conftest.cpython-311.pyc',
  'cdk.context.json',
  'cdk.out/asset.1/index.js',
  'cdk.out/manifest.json',
  'coverage/lcov-report/prettify.js',
  'coverage/lcov.info',
  'dist/.work/newest/lib/index.js',
  'dist/docs/python.md',
  'dist/java/org/ecommerce/ecommerce-constructs/0.0.0/ecommerce-constructs-0.0.0.jar',
  'dist/js/ecommerce-constructs@0.0.0.jsii.tgz',
  'dist/logs/jest.log',
  'dist/python/org_ecommerce_constructs-0.0.0-py3-none-any.whl',
  'dist/test-results/jest.json',
  'examples/java/target/classes/ShopApp.class',
  'examples/python/.venv/bin/python',
  'examples/python/__pycache__/app.cpython-311.pyc',
  'examples/typescript/cdk.out/manifest.json',
  'examples/typescript/node_modules/aws-cdk-lib/lib/index.js',
  'examples/typescript/package-lock.json',
  'integ/emulator/__pycache__/server.cpython-311.pyc',
  'junit.xml',
  'lib/index.d.ts.map',
  'lib/index.js.map',
  'lib/tsconfig.tsbuildinfo',
  'node_modules/aws-cdk-lib/lib/index.js',
  'npm-debug.log',
  'org-ecommerce-constructs-0.0.0.tgz',
  'reports/mutation/mutation.html',
  'src/index.js',
  'test-reports/junit.xml',
  'test/index.test.js',
  'tsconfig.json',
  'tsconfig.tsbuildinfo',
];

test('the npm package contains only the library and its documents, whichever tools have run in the checkout', (context) => {
  const checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
  context.after(() => rmSync(checkout, { recursive: true }));
  for (const file of projectFiles(ROOT)) cpSync(join(ROOT, file), join(checkout, file));
  for (const file of [...COMPILED, ...INTERNAL, ...BYPRODUCTS]) {
    mkdirSync(dirname(join(checkout, file)), { recursive: true });
    writeFileSync(join(checkout, file), '');
  }

  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: checkout, encoding: 'utf8' }));
  assert.deepEqual(
    packed.files.map(({ path }) => path).sort(),
    [...COMPILED, 'LICENSE', 'README.md', 'package.json'].sort(),
  );
});
