import { analyse } from '../../src/isolation/analysis';
import { type Hole, smallShop } from './hole';
import { NETWORK_HOLES } from './network-holes';
import { POLICY_HOLES } from './policy-holes';
import { PRINCIPAL_HOLES } from './principal-holes';
import { RESOURCE_POLICY_HOLES } from './resource-policy-holes';
import { VALUE_HOLES } from './value-holes';

const HOLES: Record<string, Hole[]> = {
  ...POLICY_HOLES,
  ...PRINCIPAL_HOLES,
  ...RESOURCE_POLICY_HOLES,
  ...NETWORK_HOLES,
  ...VALUE_HOLES,
};

test('there are sixty holes or more, and three or more of each kind', () => {
  expect(Object.entries(HOLES).filter(([, holes]) => holes.length < 3)).toEqual([]);
  expect(Object.values(HOLES).flat().length).toBeGreaterThanOrEqual(60);
});

test.each(['local', 'production'])('the shop of %s in which the holes are made has no findings', (environment) => {
  const { app } = smallShop(environment);
  app.synth();
  expect(analyse(app).findings).toEqual([]);
});

describe.each(Object.entries(HOLES))('%s:', (_, holes) => {
  test.each(holes)('the validator names $name', ({ plant, rule, subject, object, path, environment }) => {
    const shop = smallShop(environment);
    plant(shop);
    shop.app.synth();
    const found = analyse(shop.app).findings.map((finding) => ({
      rule: finding.rule,
      subject: finding.subject,
      object: finding.object,
      path: finding.path,
    }));
    const isNamed = found.some(
      (it) => it.rule === rule && it.subject.includes(subject) && it.object.includes(object) && it.path.includes(path),
    );
    expect(isNamed ? [] : found.slice(0, 8)).toEqual(isNamed ? [] : { rule, subject, object, path });
  });
});
