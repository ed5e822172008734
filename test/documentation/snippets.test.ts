import { codeBlocks, GUIDES } from './pages';
import { compile, synthesize } from './snippets';

const blocks = codeBlocks('ts', GUIDES);

test('README.md shows TypeScript', () => {
  expect(blocks.map(({ page }) => page)).toContain('README.md');
});

describe('every block of TypeScript in README.md and in the guides compiles and synthesizes', () => {
  let findings: ReturnType<typeof compile>;
  beforeAll(() => {
    findings = compile(blocks);
  }, 120_000);

  test.each(blocks.map((block) => [block.page, block.line, block.heading, block] as const))(
    '%s:%d %s',
    (_page, _line, _heading, block) => {
      expect([...(findings.get(block) ?? []), ...synthesize(block)]).toEqual([]);
    },
    60_000,
  );
});
