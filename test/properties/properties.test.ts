import { writeSync } from 'node:fs';
import fc from 'fast-check';
import { SUBJECTS } from './draws';
import { type AppDraw, type Outcome, Synthesis } from './outcome';

/** scripts/test-properties.mjs draws more, with the CDK's own validator; seed and path draw one case again. */
const { PROPERTY_DRAWS, PROPERTY_SEED = '1', PROPERTY_PATH } = process.env;
const FEW = 60;
const STDERR = 2;

const thorough = PROPERTY_DRAWS !== undefined;
const synthesis = new Synthesis({ validated: thorough });

beforeAll(() => {
  if (thorough) {
    delete process.env.CDK_VALIDATION;
  }
});

afterAll(() => synthesis.close());

const app: fc.Arbitrary<AppDraw> = fc.record({
  flags: fc.boolean(),
  agnostic: fc.constantFrom(false, false, false, true),
});

test.each(SUBJECTS)(
  '$name: every draw becomes a sound template or a documented error',
  ({ name, share, draws }) => {
    const outcomes: Record<Outcome, number> = { template: 0, refusal: 0 };
    const property = fc.property(app, draws, (drawnApp, draw) => {
      outcomes[synthesis.outcomeOf(draw, drawnApp)]++;
    });
    const numRuns = Math.ceil(Number(PROPERTY_DRAWS ?? FEW) * share);
    fc.assert(property, { numRuns, seed: Number(PROPERTY_SEED), path: PROPERTY_PATH });
    if (thorough) {
      // Jest keeps what is logged to the end.
      writeSync(STDERR, `${name}: ${outcomes.template} templates, ${outcomes.refusal} documented errors\n`);
    }
    expect(PROPERTY_PATH ?? outcomes.template).not.toBe(0);
  },
  3_600_000,
);
