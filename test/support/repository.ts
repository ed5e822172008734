import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** Returns the text of a file. The path is relative to the root of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Returns the paths of all files below a folder. All paths are relative to the root of the repository. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length + 1));
}

/** Returns the text of the section of a page with this heading. */
export function sectionOf(page: string, heading: string): string {
  const section = textOf(page)
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) {
    throw new Error(`${page} has no section '${heading}'.`);
  }
  return section;
}

/** Returns the lines of the tables in a section. */
export function tableLines(section: string): string[] {
  return section.split('\n').filter((line) => line.startsWith('|'));
}
