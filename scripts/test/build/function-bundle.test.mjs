import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { BUNDLES, bundleFunction, licencesText } from '../../lib/build/function-bundle.mjs';
import { NODE_MODULES, ROOT } from '../../lib/paths.mjs';

/** What each bundle contains, the clients of AWS that it uses, and the modules that its driver loads only where an app uses that part of it. */
const EXPECTED = {
  'logins/function/document-db/document-db': {
    clients: ['@aws-sdk/client-secrets-manager'],
    optional: [
      '@aws-sdk/credential-providers',
      '@mongodb-js/zstd',
      'gcp-metadata',
      'kerberos',
      'mongodb-client-encryption',
      'snappy',
      'socks',
    ],
    packages: [
      ['@mongodb-js/saslprep', 'MIT'],
      ['bson', 'Apache-2.0'],
      ['memory-pager', 'MIT'],
      ['mongodb', 'Apache-2.0'],
      ['mongodb-connection-string-url', 'Apache-2.0'],
      ['sparse-bitfield', 'MIT'],
    ],
    event: { SecretId: 's', ClientRequestToken: 't', Step: 'testSecret' },
    lacks: /HOST/,
  },
  'logins/function/elasticache/elasticache': {
    clients: ['@aws-sdk/client-elasticache', '@aws-sdk/client-secrets-manager'],
    optional: [],
    packages: [],
    event: { SecretId: 's', ClientRequestToken: 't', Step: 'testSecret' },
    lacks: /USER_ID/,
  },
  'logins/function/opensearch/opensearch': {
    clients: ['@aws-sdk/client-sts'],
    optional: [],
    packages: [
      ['@smithy/core', 'Apache-2.0'],
      ['@smithy/signature-v4', 'Apache-2.0'],
      ['@smithy/types', 'Apache-2.0'],
    ],
    event: {
      RequestType: 'Create',
      ResourceProperties: { System: 'search', Service: 'orders', RoleArn: 'arn:aws:iam::123456789012:role/orders' },
    },
    lacks: /ENDPOINT/,
  },
  'logins/function/postgres/postgres': {
    clients: ['@aws-sdk/client-secrets-manager'],
    optional: ['pg-cloudflare', 'pg-native'],
    packages: [
      ['pg', 'MIT'],
      ['pg-connection-string', 'MIT'],
      ['pg-int8', 'ISC'],
      ['pg-pool', 'MIT'],
      ['pg-protocol', 'MIT'],
      ['pg-types', 'MIT'],
      ['pgpass', 'MIT'],
      ['postgres-array', 'MIT'],
      ['postgres-bytea', 'MIT'],
      ['postgres-date', 'MIT'],
      ['postgres-interval', 'MIT'],
      ['split2', 'ISC'],
      ['xtend', 'MIT'],
    ],
    event: { SecretId: 's', ClientRequestToken: 't', Step: 'testSecret' },
    lacks: /HOST/,
  },
  'logins/function/rabbitmq/rabbitmq': {
    clients: ['@aws-sdk/client-secrets-manager'],
    optional: [],
    packages: [],
    event: { SecretId: 's', ClientRequestToken: 't', Step: 'testSecret' },
    lacks: /CONSOLE_URL/,
  },
};

const LICENCE = /Apache License|Permission is hereby granted|Permission to use, copy, modify/;

const MEGABYTE = 1_000_000;

/** The parts of `src` whose functions the bundles contain. */
const PARTS_WITH_FUNCTIONS = ['logins', 'rotation'];

test('each bundle is tested', () => {
  assert.deepEqual(BUNDLES, Object.keys(EXPECTED));
});

for (const [name, { clients, optional, packages, event, lacks }] of Object.entries(EXPECTED)) {
  describe(name, async () => {
    const bundle = await bundleFunction(join(ROOT, 'src', `${name}.ts`));

    test('imports only Node, the AWS SDK and optional modules', () => {
      const imported = new Set([...bundle.code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module));
      const others = [...imported].filter((module) => !builtinModules.includes(module.replace('node:', '')));
      assert.deepEqual(others.sort(), [...clients, ...optional].sort());
    });

    test('runs without the packages that it contains', async (context) => {
      const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
      context.after(() => rmSync(folder, { recursive: true }));
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync(join(NODE_MODULES, '@aws-sdk'), join(folder, 'node_modules', '@aws-sdk')); // as in Lambda's runtime
      writeFileSync(join(folder, 'bundle.js'), bundle.code);
      const { handler } = createRequire(`${folder}/`)('./bundle.js');
      const answer = context.mock.method(globalThis, 'fetch', async () => new Response());
      const failure = await handler(event, { getRemainingTimeInMillis: () => 60_000 }).then(
        () => JSON.parse(answer.mock.calls[0].arguments[1].body).Reason, // what CloudFormation gets
        (error) => error.message,
      );
      assert.match(failure, lacks);
    });

    test('has the same bytes from the same sources, whichever folder they are in', async (context) => {
      mkdirSync(join(ROOT, 'dist'), { recursive: true });
      const copy = mkdtempSync(join(ROOT, 'dist', 'bundle-')); // below the root, so that it finds the packages
      context.after(() => rmSync(copy, { recursive: true }));
      for (const part of PARTS_WITH_FUNCTIONS) {
        cpSync(join(ROOT, 'src', part, 'function'), join(copy, part, 'function'), { recursive: true });
      }
      const again = await bundleFunction(join(copy, dirname(name), `${basename(name)}.ts`));
      assert.equal(again.code, bundle.code);
      assert.ok(!bundle.code.includes(ROOT));
    });

    test('has less than a megabyte', () => {
      assert.ok(Buffer.byteLength(bundle.code) < MEGABYTE);
    });

    test('lists its packages with their licences', () => {
      assert.deepEqual(
        bundle.packages.map(({ name, license }) => [name, license]),
        packages,
      );
      for (const { name, text } of bundle.packages) assert.match(text, LICENCE, name);
    });
  });
}

test('the text of the licences names each package and its version', () => {
  const text = licencesText([
    { name: 'a', version: '1.0.0', license: 'MIT', text: 'Copyright A' },
    { name: 'b', version: '2.0.0', license: 'Apache-2.0', text: 'Copyright B' },
  ]);
  const line = '-'.repeat(80);
  assert.equal(
    text,
    `The function contains these packages.\n\n${line}\n\na 1.0.0 (MIT)\n\nCopyright A\n\n${line}\n\nb 2.0.0 (Apache-2.0)\n\nCopyright B\n`,
  );
});
