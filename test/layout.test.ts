import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..');
const SRC = join(ROOT, 'src');

/** The folders of tests that are about all of `src`, and not about one of its folders. */
const SUITES = ['controls', 'documentation', 'newest', 'properties', 'support', 'upgrade'];

/** A folder below `root` with the names of its own files. */
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

test('no folder of src has more than 18 files of its own, and private has at most ten', () => {
  const large = folders.filter(({ path, files }) => files.length > (path === 'private' ? 10 : 18));
  expect(large.map(({ path }) => path)).toEqual([]);
});

test('src holds nothing but its index beside its folders', () => {
  expect(folders[0].files).toEqual(['index.ts']);
});

test('the folders of test mirror those of src', () => {
  const sources = folders.map(({ path }) => path);
  const strangers = foldersOf(__dirname)
    .map(({ path }) => path)
    .filter((path) => !SUITES.includes(path.split('/')[0]) && !sources.includes(path));
  expect(strangers).toEqual([]);
});

describe('the rules on imports', () => {
  const { forbidden }: { readonly forbidden: { readonly name: string; readonly from: { readonly path?: string } }[] } =
    JSON.parse(readFileSync(join(ROOT, '.dependency-cruiser.json'), 'utf8'));

  /** The platform, which composes everything, may use every folder; nothing may use the platform. */
  const RESTRICTED = folders.filter(({ path, files }) => path !== '' && path !== 'platform' && files.length > 0);

  test.each(RESTRICTED)('say which folders $path may use', ({ path, files }) => {
    const file = `src/${path}/${files[0]}`;
    const rules = forbidden.filter(({ from }) => from.path !== undefined && new RegExp(from.path).test(file));
    expect(rules.map(({ name }) => name)).not.toEqual([]);
  });
});
