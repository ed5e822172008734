import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jarFindings, pomFindings, tarballFindings } from '../../lib/packages/publishing.mjs';

const PACKED = {
  names: [
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
  ],
  bytes: 200_000,
  manifest: {},
};

test('a package with only the required files has no findings', () => {
  assert.deepEqual(tarballFindings(PACKED), []);
});

test('reports a package that lacks a function or contains tests', () => {
  const names = [...PACKED.names.filter((name) => !/document-db|rotation/.test(name)), 'package/test/index.test.ts'];
  assert.deepEqual(tarballFindings({ ...PACKED, names }), [
    'the npm package lacks package/lib/logins/function/document-db/THIRD-PARTY-LICENSES.txt',
    'the npm package lacks package/lib/logins/function/document-db/document-db.js',
    'the npm package lacks package/lib/rotation/function/handler.js',
    'the npm package contains package/test/index.test.ts, which no app needs',
  ]);
});

test('reports a package that is too large or bundles another package', () => {
  const manifest = { bundledDependencies: ['yaml'] };
  assert.deepEqual(tarballFindings({ ...PACKED, bytes: 600_001, manifest }), [
    'the npm package has 600001 bytes, and the maximum is 600000',
    'the npm package bundles yaml, without its licence',
  ]);
});

const POM = `<project>
  <name>n</name><description>d</description><url>u</url>
  <licenses><license><name>Apache License 2.0</name><url>u</url></license></licenses>
  <developers><developer><organization>Org</organization><email>dev@example.org</email></developer></developers>
  <scm><connection>scm:git:u</connection><url>u</url></scm>
  <dependencies><dependency><artifactId>aws-cdk-lib</artifactId><version>2.257.0</version></dependency></dependencies>
</project>`;
const OLDEST = { 'aws-cdk-lib': '2.257.0' };

test('a complete POM has no findings', () => {
  assert.deepEqual(pomFindings(POM, OLDEST), []);
});

for (const [removed, finding] of [
  ['<name>n</name>', 'a readable name'],
  ['<description>d</description>', 'a description'],
  ['</description><url>u</url>', 'a url'],
  ['<license><name>Apache License 2.0</name><url>u</url></license>', 'a licence with its name and url'],
  ['<organization>Org</organization>', 'a developer with a name or an organization'],
  ['<email>dev@example.org</email>', 'a developer with an email address'],
  ['<connection>scm:git:u</connection>', 'an SCM connection'],
]) {
  test(`reports a POM without ${finding}`, () => {
    const kept = removed.startsWith('</') ? removed.slice(0, removed.indexOf('>') + 1) : '';
    assert.deepEqual(pomFindings(POM.replace(removed, kept), OLDEST), [`the POM lacks ${finding}`]);
  });
}

test('reports a POM whose name is only its coordinates', () => {
  const pom = POM.replace('>n<', `>\${project.groupId}:\${project.artifactId}<`);
  assert.deepEqual(pomFindings(pom, OLDEST), ['the POM lacks a readable name']);
});

test('reports dependencies of a POM with another version than the oldest in package.json, or without one', () => {
  assert.deepEqual(pomFindings(POM, { 'aws-cdk-lib': '2.256.0', constructs: '10.5.1' }), [
    'the POM requires aws-cdk-lib 2.257.0, but package.json requires 2.256.0 or newer',
    'the POM does not require constructs, but package.json requires 10.5.1 or newer',
  ]);
});

test('reports a jar without its sources or its documentation', () => {
  assert.deepEqual(jarFindings(['a-1.jar', 'a-1-sources.jar', 'a-1-javadoc.jar']), []);
  assert.deepEqual(jarFindings(['a-1.jar', 'a-1-sources.jar']), ['the jar has no -javadoc.jar']);
});
