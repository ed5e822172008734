// Generates CHANGELOG.md from conventional commits: for each release, a section of its breaking changes, features and
// fixes.

const HEADER = `# Changelog

Breaking changes, features and fixes of each release, from the [conventional](https://www.conventionalcommits.org/) commits.
[Upgrades](docs/guides/upgrades.md#version-numbers) explains the version numbers.
`;

const HEADINGS = { feat: 'Features', fix: 'Fixes', perf: 'Performance' };

/** Parses a commit into its type, subject and breaking change; undefined if its message is not conventional. */
export function parseCommit(message) {
  const [first, ...body] = message.trim().split('\n');
  const match = /^(?<type>[a-z]+)(?:\((?<scope>[^)]+)\))?(?<breaking>!)?: (?<subject>.+)$/.exec(first);
  if (!match) return undefined;
  const { type, scope, subject } = match.groups;
  const text = scope ? `${scope}: ${subject}` : subject;
  const footer = /^BREAKING[ -]CHANGE: ([\s\S]+?)(?:\n\n|(?![\s\S]))/m.exec(body.join('\n'))?.[1];
  const breaks = footer?.replaceAll('\n', ' ') ?? (match.groups.breaking ? text : undefined);
  return { type, text, breaks };
}

/** Renders the section of one release. */
export function renderSection(version, date, commits) {
  const breakingChanges = commits.flatMap(({ breaks }) => (breaks ? [breaks] : []));
  const lists = [
    ['Breaking changes', breakingChanges],
    ...Object.entries(HEADINGS).map(([type, heading]) => [
      heading,
      commits.filter((commit) => commit.type === type).map(({ text }) => text),
    ]),
  ];
  const parts = lists
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => `### ${heading}\n\n${lines.map((line) => `- ${line}\n`).join('')}`);
  return `## ${version} (${date})\n\n${parts.length > 0 ? parts.join('\n') : 'No features, no fixes.\n'}`;
}

/**
 * Returns the changelog with the section first. It replaces an earlier section of the same version, and the section of the
 * unreleased changes, which the messages of the commits repeat.
 */
export function withSection(changelog, version, section) {
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const replaced = [`## ${version} `, '## Unreleased'];
  const others = sections.filter((it) => !replaced.some((heading) => it.startsWith(heading))).map((it) => it.trimEnd());
  return `${[HEADER.trimEnd(), section.trimEnd(), ...others].join('\n\n')}\n`;
}
