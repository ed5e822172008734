// CHANGELOG.md from conventional commits: a section a release, of its features, its fixes and what it breaks.

const HEADER = `# Changelog

What was added, mended and broken, from the [conventional](https://www.conventionalcommits.org/) commits; README.md says
what a version number promises.
`;

const HEADINGS = { feat: 'Features', fix: 'Fixes', perf: 'Performance' };

/** A commit's type, subject and what it breaks; undefined where its message is not a conventional one. */
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

/** The section of one release. */
export function renderSection(version, date, commits) {
  const broken = commits.flatMap(({ breaks }) => (breaks ? [breaks] : []));
  const lists = [
    ['Breaking changes', broken],
    ...Object.entries(HEADINGS).map(([type, heading]) => [
      heading,
      commits.filter((commit) => commit.type === type).map(({ text }) => text),
    ]),
  ];
  const parts = lists
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => `### ${heading}\n\n${lines.map((line) => `- ${line}\n`).join('')}`);
  return `## ${version} (${date})\n\n${parts.length > 0 ? parts.join('\n') : 'Neither features nor fixes.\n'}`;
}

/** The changelog with the section first, in place of one that the same version had. */
export function withSection(changelog, version, section) {
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const others = sections.filter((it) => !it.startsWith(`## ${version} `)).map((it) => it.trimEnd());
  return `${[HEADER.trimEnd(), section.trimEnd(), ...others].join('\n\n')}\n`;
}
