// Bundles a Lambda function with the packages that Lambda's runtime does not include.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../paths.mjs';

/** The entries of the bundles below `src`, without their extension; the bundles have the same paths below `lib`. */
export const BUNDLES = [
  'logins/function/document-db/document-db',
  'logins/function/elasticache/elasticache',
  'logins/function/opensearch/opensearch',
  'logins/function/postgres/postgres',
  'logins/function/rabbitmq/rabbitmq',
];

/** Modules that no bundle contains: Lambda's runtime includes the AWS SDK, and the others are optional parts of the drivers. */
const EXTERNAL = [
  '@aws-sdk/*',
  '@mongodb-js/zstd',
  'gcp-metadata',
  'kerberos',
  'mongodb-client-encryption',
  'pg-cloudflare',
  'pg-native',
  'snappy',
  'socks',
];

/**
 * Parts of MongoDB's driver that no function uses: files in GridFS, encryption by the client, logins other than with a
 * password, change streams, operations in bulk and search indexes.
 */
const UNUSED_FILES = [
  'gridfs/(index|upload|download)',
  'client-side-encryption/(client_encryption|state_machine|auto_encrypter|mongocryptd_manager|providers/\\w+)',
  'cmap/auth/(mongodb_aws|aws4|mongodb_oidc|plain|x509|aws_temporary_credentials|mongodb_oidc/\\w+)',
  'change_stream',
  'bulk/\\w+',
  'operations/(client_bulk_write|search_indexes)/\\w+',
  'cursor/(change_stream_cursor|list_search_indexes_cursor|client_bulk_write_cursor)',
];
const UNUSED = new RegExp(`/mongodb/lib/(${UNUSED_FILES.join('|')})\\.js$`);

/** Leaves out what a function does not use of a CommonJS package, of which esbuild can leave out nothing itself. */
const withoutUnused = {
  name: 'without-unused',
  setup({ onLoad }) {
    onLoad({ filter: UNUSED }, () => ({ contents: 'module.exports = {};' }));
    // The driver reads its own version from there.
    onLoad({ filter: /\/mongodb\/package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/**
 * Bundles a function from its source file.
 *
 * @returns the JavaScript, which is the same for the same sources and packages, and the licences of the packages in it
 */
export async function bundleFunction(entry) {
  const { metafile, outputFiles } = await build({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24', // the runtime of the functions
    mainFields: ['module', 'main'], // esbuild leaves out what a bundle does not use of ES modules only
    format: 'cjs',
    legalComments: 'none', // the licences are in a file of their own
    tsconfigRaw: {}, // jsii generates a tsconfig.json, which does not always exist
    external: EXTERNAL,
    // MongoDB's driver parses its connection string with this package, a quarter megabyte of tables. Node has the same classes.
    alias: { 'whatwg-url': 'node:url' },
    plugins: [withoutUnused],
  });
  return { code: outputFiles[0].text, packages: packagesOf(metafile) };
}

/** Returns the packages of a bundle in the order of their names, each with its version and the text of its licence. */
function packagesOf({ inputs }) {
  const folders = Object.keys(inputs).flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(ROOT, folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
    const texts = files.sort().map((file) => readFileSync(join(ROOT, folder, file), 'utf8').trim());
    return { name, version, license, text: texts.join('\n\n') || licenceInReadme(join(ROOT, folder)) };
  });
}

/** Some packages have their licence in the last section of their README. */
function licenceInReadme(folder) {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  return /^#+ licen[cs]e$([\s\S]*)/im.exec(readme)?.[1].trim() ?? '';
}

/** Returns the text that accompanies a bundle. */
export function licencesText(packages) {
  const sections = packages.map(({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text}\n`);
  return ['The function contains these packages.\n', ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}
