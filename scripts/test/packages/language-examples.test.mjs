import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, test } from 'node:test';
import { mavenEnvironment } from '../../lib/packages/language-examples.mjs';
import { MAVEN } from '../../lib/paths.mjs';

const users = process.env.JAVA_TOOL_OPTIONS;
after(() => {
  if (users === undefined) delete process.env.JAVA_TOOL_OPTIONS;
  else process.env.JAVA_TOOL_OPTIONS = users;
});

test('Java keeps the options of the user, and writes its temporary files to the folder of the run', () => {
  process.env.JAVA_TOOL_OPTIONS = '-Dhttps.proxyHost=proxy.example';
  const { JAVA_TOOL_OPTIONS, CDK_HOME } = mavenEnvironment('/apps');
  assert.equal(
    JAVA_TOOL_OPTIONS,
    `-Dhttps.proxyHost=proxy.example "-Dmaven.repo.local=${MAVEN}" "-Djava.io.tmpdir=${tmpdir()}"`,
  );
  assert.equal(CDK_HOME, '/apps/cdk-home');
});
