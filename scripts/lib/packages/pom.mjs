// Edits POMs: that of the Java package, which jsii-pacmak writes, and the versions in any POM.

const COORDINATES = /<name>\$\{project\.groupId\}:\$\{project\.artifactId\}<\/name>/;
const RANGE = /<version>\[([^,\]]+),[^<]*<\/version>/g;

/**
 * Returns the POM with `name` as its readable name, and with the oldest version of each range. In Maven, a version is a
 * minimum, and with a range every build of a user's app would read the POM of each version in it.
 */
export function finishedPom(pom, name) {
  if (!COORDINATES.test(pom)) throw new Error('The POM does not have the name that jsii-pacmak writes.');
  return pom.replace(COORDINATES, `<name>${name}</name>`).replaceAll(RANGE, '<version>$1</version>');
}

const versionOf = (artifact) =>
  new RegExp(`(?<before><artifactId>${artifact}</artifactId>\\s*<version>)(?<version>[^<]+)`);

/** Returns the version of a dependency; undefined if the POM does not have it. */
export const dependencyVersion = (pom, artifact) => versionOf(artifact).exec(pom)?.groups.version;

/** Returns the POM with another version of one of its dependencies. */
export function withDependencyVersion(pom, artifact, version) {
  if (!dependencyVersion(pom, artifact)) throw new Error(`The POM has no dependency ${artifact} with a version.`);
  return pom.replace(versionOf(artifact), `$<before>${version}`);
}
