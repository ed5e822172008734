// POMs: the Java package's, from the one that jsii-pacmak writes, and the versions in any.

const COORDINATES = /<name>\$\{project\.groupId\}:\$\{project\.artifactId\}<\/name>/;
const RANGE = /<version>\[([^,\]]+),[^<]*<\/version>/g;

/**
 * The POM with `name` for people, and with the oldest version of each range: in Maven a version is the least that is
 * needed, and a range makes every build of a user's app read the POM of each version in it.
 */
export function finishedPom(pom, name) {
  if (!COORDINATES.test(pom)) throw new Error('The POM does not have the name that jsii-pacmak gives one.');
  return pom.replace(COORDINATES, `<name>${name}</name>`).replaceAll(RANGE, '<version>$1</version>');
}

const versionOf = (artifact) =>
  new RegExp(`(?<before><artifactId>${artifact}</artifactId>\\s*<version>)(?<version>[^<]+)`);

/** The version of a dependency; undefined without one. */
export const dependencyVersion = (pom, artifact) => versionOf(artifact).exec(pom)?.groups.version;

/** The POM with another version of a dependency that it has. */
export function withDependencyVersion(pom, artifact, version) {
  if (!dependencyVersion(pom, artifact)) throw new Error(`The POM names no version of ${artifact}.`);
  return pom.replace(versionOf(artifact), `$<before>${version}`);
}
