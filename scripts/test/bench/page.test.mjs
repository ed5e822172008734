import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compared } from '../../lib/bench/figures.mjs';
import { drawGrowth } from '../../lib/bench/growth-drawing.mjs';
import { page } from '../../lib/bench/page.mjs';
import { SECTIONS, selectedSections } from '../../lib/bench/sections.mjs';

const POINTS = [
  { services: 50, both: 1.5 },
  { services: 300, both: 6 },
];

test('the picture has a point for each number of services, and says in words what it shows', () => {
  const picture = drawGrowth([{ name: 'the library', points: POINTS }]);
  assert.equal(picture.match(/<circle /g).length, 2);
  assert.match(picture, /<desc>the library: 1\.5 seconds with 50 services, 6\.0 seconds with 300 services\.<\/desc>/);
});

test('a curve that costs more lies higher in the picture', () => {
  const cheap = { name: 'by hand', points: POINTS.map(({ services, both }) => ({ services, both: both / 2 })) };
  const heights = [...drawGrowth([{ name: 'the library', points: POINTS }, cheap]).matchAll(/cy="([\d.]+)"/g)];
  const [, library, , byHand] = heights.map(([, y]) => Number(y));
  assert.ok(library < byHand);
});

test('the page has a table for each section, the machine and the versions', () => {
  const figures = [compared('synthesis', { ours: 1, reference: 2, unit: 's', atMost: 1 })];
  const text = page([{ title: 'Synthesis', figures, text: 'A note.' }], {
    machine: 'two cores',
    versions: { floor: { 'aws-cdk-lib': '2.1.0' }, newest: { 'aws-cdk-lib': '2.9.0' } },
    times: 10,
  });
  assert.match(
    text,
    /## Synthesis\n\n\| measurement \|.*\n\| --- .*\n\| synthesis \| {2}\| 1\.00 s \| 2\.00 s \| 0\.50 \| at most 1 \| met \|\n\nA note\./,
  );
  for (const part of ['two cores', '2.1.0', '2.9.0', 'least of 10 runs']) assert.ok(text.includes(part), part);
});

test('all sections are measured unless some are named', () => {
  assert.equal(selectedSections([]).length, SECTIONS.length);
  assert.deepEqual(
    selectedSections(['reads', 'import']).map(({ name }) => name),
    ['import', 'reads'],
  );
  assert.throws(() => selectedSections(['speed']), { message: /^Unknown section: speed\. The sections are content, / });
});
