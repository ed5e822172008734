import { analyse } from '../../src/isolation/analysis';
import { smallShop } from './hole';
import { NETWORK_HOLES } from './network-holes';
import { POLICY_HOLES } from './policy-holes';
import { PRINCIPAL_HOLES } from './principal-holes';
import { RESOURCE_POLICY_HOLES } from './resource-policy-holes';
import { VALUE_HOLES } from './value-holes';

test('there are sixty holes or more', () => {
  const kinds = [NETWORK_HOLES, POLICY_HOLES, PRINCIPAL_HOLES, RESOURCE_POLICY_HOLES, VALUE_HOLES];
  expect(kinds.flatMap((holes) => Object.values(holes).flat()).length).toBeGreaterThanOrEqual(60);
});

test.each(['local', 'production'])('the shop of %s in which the holes are made has no findings', (environment) => {
  const { app } = smallShop(environment);
  app.synth();
  expect(analyse(app).findings).toEqual([]);
});
