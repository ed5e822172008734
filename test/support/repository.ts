import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The text of a file of the repository, by its path from the top. */
export function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The paths of the files below a folder of the repository, itself given from the top. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length + 1));
}

/** The text of a section of README.md, by its heading. */
export function readmeSection(heading: string): string {
  const section = textOf('README.md')
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) {
    throw new Error(`README.md has no section '${heading}'.`);
  }
  return section;
}

/** The lines of a section's tables. */
export function tableLines(section: string): string[] {
  return section.split('\n').filter((line) => line.startsWith('|'));
}
