import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** README.md and the guides, by their paths from the root of the project. */
export const GUIDES = ['README.md', ...readdirSync(join(ROOT, 'docs', 'guides')).map((name) => `docs/guides/${name}`)];

/** The guide whose code does not use the library, but what it deploys. */
export const CLIENTS = 'docs/guides/login-clients.md';

/** A fenced block of code on a page. */
export interface CodeBlock {
  readonly page: string;
  /** The line of the page on which the code begins. */
  readonly line: number;
  /** The heading above the block. */
  readonly heading: string;
  readonly language: string;
  readonly code: string;
  /** Whether the block is folded, in a `<details>`. */
  readonly folded: boolean;
}

/** The blocks of every language on the pages. */
export function allBlocks(pages: string[]): CodeBlock[] {
  return pages.flatMap((page) => blocksOf(readFileSync(join(ROOT, page), 'utf8'), page));
}

/** The blocks of one language on the pages. */
export function codeBlocks(language: string, pages: string[]): CodeBlock[] {
  return allBlocks(pages).filter((block) => block.language === language);
}

/** A block in a list is indented. */
const FENCE = /^ *```(?<language>.*)$/;

function blocksOf(markdown: string, page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = '';
  let folded = false;
  let block: { readonly language: string; readonly line: number } | undefined;
  let code: string[] = [];
  for (const [index, line] of markdown.split('\n').entries()) {
    const { language } = FENCE.exec(line)?.groups ?? {};
    if (block && language === '') {
      blocks.push({ ...block, page, heading, folded, code: `${code.join('\n')}\n` });
      block = undefined;
    } else if (block) code.push(line);
    else if (language !== undefined) {
      block = { language, line: index + 2 };
      code = [];
    } else if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    else if (line.startsWith('<details')) folded = true;
    else if (line.startsWith('</details>')) folded = false;
  }
  return blocks;
}
