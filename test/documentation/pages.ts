import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** README.md and the guides. */
export const GUIDES = ['README.md', ...pagesOf('docs/guides')];

/** The pages of a folder, by their paths from the root of the project; none without the folder. */
export function pagesOf(folder: string): string[] {
  const names = existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)) : [];
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
}

/** A fenced block of code on a page. */
export interface CodeBlock {
  readonly page: string;
  /** The line of the page on which the code begins. */
  readonly line: number;
  /** The heading above the block. */
  readonly heading: string;
  readonly code: string;
  /** Whether the block is folded, in a `<details>`. */
  readonly folded: boolean;
}

/** The blocks of a language on the pages. */
export function codeBlocks(language: string, pages: string[]): CodeBlock[] {
  return pages.flatMap((page) => blocksOf(readFileSync(join(ROOT, page), 'utf8'), language, page));
}

function blocksOf(markdown: string, language: string, page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let heading = '';
  let folded = false;
  let block: { readonly info: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (block && line === '```') {
      const { info, lines, line: start } = block;
      if (info === language) blocks.push({ page, line: start, heading, folded, code: `${lines.join('\n')}\n` });
      block = undefined;
    } else if (block) block.lines.push(line);
    else if (line.startsWith('```')) block = { info: line.slice(3), line: index + 2, lines: [] };
    else if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    else if (line.startsWith('<details')) folded = true;
    else if (line.startsWith('</details>')) folded = false;
  }
  return blocks;
}
