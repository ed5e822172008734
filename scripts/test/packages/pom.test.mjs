import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dependencyVersion, finishedPom, withDependencyVersion } from '../../lib/packages/pom.mjs';

/** A POM that jsii-pacmak writes. */
const GENERATED = `<project>
  <name>\${project.groupId}:\${project.artifactId}</name>
  <licenses><license><name>Apache License 2.0</name></license></licenses>
  <version>1.2.3</version>
  <dependencies>
    <dependency>
      <artifactId>aws-cdk-lib</artifactId>
      <version>[2.257.0,3.0.0)</version>
    </dependency>
    <dependency>
      <artifactId>constructs</artifactId>
      <version>[10.5.1,11.0.0)</version>
    </dependency>
  </dependencies>
</project>`;

test('a finished POM has a readable name and requires the oldest version of each range', () => {
  assert.equal(
    finishedPom(GENERATED, 'A name'),
    GENERATED.replace(`\${project.groupId}:\${project.artifactId}`, 'A name')
      .replace('[2.257.0,3.0.0)', '2.257.0')
      .replace('[10.5.1,11.0.0)', '10.5.1'),
  );
});

test('rejects a POM whose name jsii-pacmak did not write', () => {
  assert.throws(() => finishedPom('<project><name>n</name></project>', 'A name'), /does not have the name/);
});

test('replaces only the version of the given dependency', () => {
  const pom = withDependencyVersion(finishedPom(GENERATED, 'A name'), 'constructs', '10.8.1');
  assert.equal(dependencyVersion(pom, 'constructs'), '10.8.1');
  assert.equal(dependencyVersion(pom, 'aws-cdk-lib'), '2.257.0');
  assert.equal(dependencyVersion(pom, 'cdk-nag'), undefined);
});

test('rejects a new version of a dependency that the POM does not have', () => {
  assert.throws(() => withDependencyVersion(GENERATED, 'cdk-nag', '1.0.0'), /has no dependency cdk-nag/);
});
