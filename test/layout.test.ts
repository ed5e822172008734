import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..');
const SRC = join(ROOT, 'src');

/** The folders of tests that cover all of `src`. Every other folder covers the folder of `src` with the same path. */
const SUITES = ['controls', 'documentation', 'newest', 'order', 'properties', 'servers', 'support', 'upgrade'];

/** A folder, by its path relative to the root that was searched, with the names of the files directly in it. */
interface Folder {
  readonly path: string;
  readonly files: string[];
}

function foldersOf(root: string, path = root): Folder[] {
  const entries = readdirSync(path, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const below = entries.filter((entry) => entry.isDirectory()).flatMap(({ name }) => foldersOf(root, join(path, name)));
  return [{ path: relative(root, path), files }, ...below];
}

const folders = foldersOf(SRC);

test('no file of src has more than 300 lines', () => {
  const long = folders
    .flatMap(({ path, files }) => files.map((file) => join(path, file)))
    .filter((file) => readFileSync(join(SRC, file), 'utf8').trimEnd().split('\n').length > 300);
  expect(long).toEqual([]);
});

test('no folder of src has more than 18 files, and src/private has at most ten', () => {
  const large = folders.filter(({ path, files }) => files.length > (path === 'private' ? 10 : 18));
  expect(large.map(({ path }) => path)).toEqual([]);
});

test('the only file directly in src is index.ts', () => {
  expect(folders[0].files).toEqual(['index.ts']);
});

test('the folders of test mirror those of src', () => {
  const sources = folders.map(({ path }) => path);
  const unmatched = foldersOf(__dirname)
    .map(({ path }) => path)
    .filter((path) => !SUITES.includes(path.split('/')[0]) && !sources.includes(path));
  expect(unmatched).toEqual([]);
});

test('no JSON file has the name of a module beside it, because Node would load the JSON file', () => {
  const hiding = foldersOf(__dirname).flatMap(({ path, files }) =>
    files
      .filter((file) => file.endsWith('.json') && files.includes(file.replace(/json$/, 'ts')))
      .map((file) => join(path, file)),
  );
  expect(hiding).toEqual([]);
});

describe('the import rules of .dependency-cruiser.json', () => {
  const { forbidden }: { readonly forbidden: { readonly name: string; readonly from: { readonly path?: string } }[] } =
    JSON.parse(readFileSync(join(ROOT, '.dependency-cruiser.json'), 'utf8'));

  /** The platform composes all parts, so it may import from every folder. No folder may import the platform. */
  const RESTRICTED = folders.filter(({ path, files }) => path !== '' && path !== 'platform' && files.length > 0);

  test.each(RESTRICTED)('restrict the imports of src/$path', ({ path, files }) => {
    const file = `src/${path}/${files[0]}`;
    const rules = forbidden.filter(({ from }) => from.path !== undefined && new RegExp(from.path).test(file));
    expect(rules.map(({ name }) => name)).not.toEqual([]);
  });
});
