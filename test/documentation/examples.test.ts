import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allBlocks, CLIENTS, type CodeBlock, codeBlocks, GUIDES, ROOT } from './pages';

/** The files of an example that end in `extension`, without installed and built files. */
function sourcesOf(folder: string, extension: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension) && !/(^|\/)(\.venv|target)\//.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'));
}

/** Removes the indentation that all lines of the code have in common. */
function dedented(code: string): string {
  const lines = code.split('\n');
  const indentations = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  return lines.map((line) => line.slice(Math.min(...indentations))).join('\n');
}

/** Whether consecutive lines of the source are equal to the code, except for their indentation. */
function contains(source: string, code: string): boolean {
  const lines = source.split('\n');
  const { length } = code.trimEnd().split('\n');
  return lines.some((_, start) => dedented(`${lines.slice(start, start + length).join('\n')}\n`) === code);
}

const places = (blocks: CodeBlock[]) => blocks.map(({ page, line, heading }) => `${page}:${line} (${heading})`);

describe.each([
  ['python', 'examples/python', '.py'],
  ['java', 'examples/java', '.java'],
  ['xml', 'examples/java', 'pom.xml'],
])('blocks of %s', (language, folder, extension) => {
  const sources = sourcesOf(folder, extension);
  const blocks = codeBlocks(
    language,
    GUIDES.filter((page) => page !== CLIENTS),
  );

  test(`each consists of consecutive lines of a file in ${folder}, whose tests run it`, () => {
    const missing = blocks.filter(({ code }) => !sources.some((source) => contains(source, dedented(code))));
    expect(places(missing)).toEqual([]);
  });
});

describe.each([
  ['python', 'examples/python', '.py'],
  ['java', 'examples/java', '.java'],
])('folded blocks of %s in README.md', (language, folder, extension) => {
  test(`each is a whole file of ${folder}`, () => {
    const folded = codeBlocks(language, ['README.md']).filter((block) => block.folded);
    expect(places(folded.filter(({ code }) => !sourcesOf(folder, extension).includes(code)))).toEqual([]);
  });
});

test('each block is in a language that is checked, or is a command or text', () => {
  const languages = ['ts', 'js', 'python', 'java', 'xml', 'json', 'console', 'text'];
  expect(places(allBlocks(GUIDES).filter(({ language }) => !languages.includes(language)))).toEqual([]);
});

test.each(codeBlocks('json', GUIDES))('the JSON in $page:$line is valid', ({ code }) => {
  expect(() => JSON.parse(code)).not.toThrow();
});

test('README.md and the guides show Python, Java and the dependency for Maven', () => {
  const languages = ['python', 'java', 'xml'];
  expect(languages.filter((language) => codeBlocks(language, GUIDES).length === 0)).toEqual([]);
});

test('the quick start of README.md is the same in all languages', () => {
  const quickStarts = [
    ['ts', 'examples/typescript/quick-start.ts'],
    ['python', 'examples/python/quick_start.py'],
    ['java', 'examples/java/src/main/java/org/example/shop/QuickStart.java'],
  ];
  const missing = quickStarts.filter(([language, file]) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    return !codeBlocks(language, ['README.md']).some(({ code }) => code === source);
  });
  expect(missing).toEqual([]);
});
