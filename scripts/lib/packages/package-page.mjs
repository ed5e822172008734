// The page of the library on PyPI and on Maven Central: the guide of its language, with links that work there.

import { posix } from 'node:path';

/** The guide that is a package's page, and the languages of the blocks that it may show beside shell commands and text. */
const GUIDES = {
  python: { path: 'docs/guides/python.md', blocks: ['python'] },
  java: { path: 'docs/guides/java.md', blocks: ['java', 'xml'] },
};
const ANY_BLOCKS = ['console', 'text'];

/** The version of the library in the examples, as in package.json, until a release sets it for a build. */
const VERSION_IN_GIT = '0.0.0';

/** The path of the guide of a language. */
export const guidePath = (language) => GUIDES[language].path;

/** The page of a language's package, from the text of its guide and from package.json. */
export function packagePage(language, guide, manifest) {
  const { python, java } = manifest.jsii.targets;
  const title = { python: python.distName, java: `${java.maven.groupId}:${java.maven.artifactId}` }[language];
  const [, body] = /^# [^\n]+\n(.*)$/s.exec(guide);
  const page = `# ${title}\n\n${manifest.description}.\n${body}\n[More guides](README.md)\n`;
  const released = page.replaceAll(VERSION_IN_GIT, manifest.version);
  return withAbsoluteLinks(released, guidePath(language), manifest.homepage);
}

const LINK = /(?<image>!?)\[(?<text>[^\]]*)\]\((?<target>[^)]*)\)/g;
const ABSOLUTE = /^https?:/;
const BLOCK = /(^```[^\n]*\n.*?^```$)/gms;

function withAbsoluteLinks(markdown, path, repository) {
  const absolute = (link, image, text, target) => {
    if (ABSOLUTE.test(target)) return link;
    const [file, anchor] = target.split('#');
    const linked = file ? posix.join(posix.dirname(path), file) : path;
    const url = `${repository}/${image ? 'raw' : 'blob'}/main/${linked}${anchor ? `#${anchor}` : ''}`;
    return `${image}[${text}](${url})`;
  };
  const parts = markdown.split(BLOCK);
  return parts.map((part) => (part.startsWith('```') ? part : part.replaceAll(LINK, absolute))).join('');
}

/** The links on a package's page that work only in the repository, and its blocks in another language. */
export function pageFindings(language, page) {
  const allowed = [...GUIDES[language].blocks, ...ANY_BLOCKS];
  const targets = [...page.replaceAll(BLOCK, '').matchAll(LINK)].map(({ groups }) => groups.target);
  const blocks = [...page.matchAll(BLOCK)].map(([block]) => block.slice(3, block.indexOf('\n')));
  return [
    ...targets.filter((it) => !ABSOLUTE.test(it)).map((it) => `the page for ${language} has the relative link ${it}`),
    ...blocks
      .filter((it) => !allowed.includes(it))
      .map((it) => `the page for ${language} has a block of ${it || 'no language'}`),
    ...(blocks.includes(language) ? [] : [`the page for ${language} has no block of ${language}`]),
  ];
}
