import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENTS, codeBlocks, ROOT } from './pages';

// The guide to clients of logins shows files of the examples. A reader copies them, and they need packages that the project
// does not have: their syntax is checked here.

const FOLDER = join(ROOT, 'examples');
const NODE = join('shop', 'connections');
const PYTHON = join('clients', 'python');

const LANGUAGES = [
  ['js', NODE, '.mjs'],
  ['python', PYTHON, '.py'],
  ['java', join('clients', 'java'), '.java'],
] as const;

function filesOf(folder: string, extension: string): string[] {
  return readdirSync(join(FOLDER, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(FOLDER, folder, name));
}

describe.each(LANGUAGES)('blocks of %s', (language, folder, extension) => {
  test('are the files of the folder, each in one piece', () => {
    const blocks = codeBlocks(language, [CLIENTS]).map(({ code }) => code);
    const files = filesOf(folder, extension).map((file) => readFileSync(file, 'utf8'));
    expect(blocks.sort()).toEqual(files.sort());
  });
});

test.each(filesOf(NODE, '.mjs'))('%s is valid JavaScript', (file) => {
  execFileSync(process.execPath, ['--check', file]);
});

test.each(filesOf(PYTHON, '.py'))('%s is valid Python', (file) => {
  execFileSync('python3', ['-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read())', file]);
});
