import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jarFindings, pomFindings, tarballFindings } from '../../lib/packages/publishing.mjs';

const PACKED = {
  names: [
    'package/.jsii',
    'package/LICENSE',
    'package/README.md',
    'package/package.json',
    'package/lib/index.js',
    'package/lib/index.d.ts',
    'package/lib/rotation/function/handler.js',
  ],
  bytes: 200_000,
  manifest: {},
};

test('a package of what is needed has no finding', () => {
  assert.deepEqual(tarballFindings(PACKED), []);
});

test('a package without the function of the rotation, or with tests, is found', () => {
  const names = [...PACKED.names.filter((name) => !name.includes('rotation')), 'package/test/index.test.ts'];
  assert.deepEqual(tarballFindings({ ...PACKED, names }), [
    'the npm package lacks package/lib/rotation/function/handler.js',
    'the npm package holds package/test/index.test.ts, which no app needs',
  ]);
});

test('a package that is large, or that bundles another, is found', () => {
  const manifest = { bundledDependencies: ['yaml'] };
  assert.deepEqual(tarballFindings({ ...PACKED, bytes: 400_001, manifest }), [
    'the npm package has 400001 bytes, above 400000',
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

test('a whole POM has no finding', () => {
  assert.deepEqual(pomFindings(POM, OLDEST), []);
});

for (const [taken, finding] of [
  ['<name>n</name>', 'a name for people'],
  ['<description>d</description>', 'a description'],
  ['</description><url>u</url>', 'a url'],
  ['<license><name>Apache License 2.0</name><url>u</url></license>', 'a licence with its name and url'],
  ['<organization>Org</organization>', 'a developer with a name or an organization'],
  ['<email>dev@example.org</email>', 'a developer with an address'],
  ['<connection>scm:git:u</connection>', 'the connection of its source'],
]) {
  test(`a POM without ${finding} is found`, () => {
    const kept = taken.startsWith('</') ? taken.slice(0, taken.indexOf('>') + 1) : '';
    assert.deepEqual(pomFindings(POM.replace(taken, kept), OLDEST), [`the POM lacks ${finding}`]);
  });
}

test('a POM whose name is its coordinates is found', () => {
  const pom = POM.replace('>n<', `>\${project.groupId}:\${project.artifactId}<`);
  assert.deepEqual(pomFindings(pom, OLDEST), ['the POM lacks a name for people']);
});

test('a POM that asks for another version than the oldest of package.json, or for none, is found', () => {
  assert.deepEqual(pomFindings(POM, { 'aws-cdk-lib': '2.256.0', constructs: '10.5.1' }), [
    'the POM asks for aws-cdk-lib 2.257.0, and package.json for 2.256.0 or newer',
    'the POM asks for no constructs, and package.json for 10.5.1 or newer',
  ]);
});

test('a jar without its sources or its documentation is found', () => {
  assert.deepEqual(jarFindings(['a-1.jar', 'a-1-sources.jar', 'a-1-javadoc.jar']), []);
  assert.deepEqual(jarFindings(['a-1.jar', 'a-1-sources.jar']), ['there is no -javadoc.jar beside the jar']);
});
