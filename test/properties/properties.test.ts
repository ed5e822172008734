import { writeSync } from 'node:fs';
import fc from 'fast-check';
import { type GeneratedApp, type Outcome, Synthesis } from './outcome';
import { SUBJECTS } from './subjects';

// scripts/test-properties.mjs sets these variables. It runs more cases, each with the CDK's built-in validator. Seed and
// path repeat one case.
const { PROPERTY_DRAWS, PROPERTY_SEED = '1', PROPERTY_PATH } = process.env;
const DEFAULT_CASES = 60;
const STDERR = 2;

const thorough = PROPERTY_DRAWS !== undefined;
const synthesis = new Synthesis({ validated: thorough });

beforeAll(() => {
  if (thorough) {
    delete process.env.CDK_VALIDATION;
  }
});

afterAll(() => synthesis.close());

const apps: fc.Arbitrary<GeneratedApp> = fc.record({
  flags: fc.boolean(),
  agnostic: fc.constantFrom(false, false, false, true),
});

test.each(SUBJECTS)(
  '$name: every generated case becomes a valid template or a documented error',
  ({ name, share, cases }) => {
    const outcomes: Record<Outcome, number> = { template: 0, error: 0 };
    const property = fc.property(apps, cases, (app, generated) => {
      outcomes[synthesis.outcomeOf(generated, app)]++;
    });
    const numRuns = Math.ceil(Number(PROPERTY_DRAWS ?? DEFAULT_CASES) * share);
    fc.assert(property, { numRuns, seed: Number(PROPERTY_SEED), path: PROPERTY_PATH });
    if (thorough) {
      // Jest prints console.log only after the last test; this line reports progress.
      writeSync(STDERR, `${name}: ${outcomes.template} templates, ${outcomes.error} documented errors\n`);
    }
    expect(PROPERTY_PATH ?? outcomes.template).not.toBe(0);
  },
  3_600_000,
);
