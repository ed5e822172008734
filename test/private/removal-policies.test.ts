import { RemovalPolicy } from 'aws-cdk-lib';
import { besideStore, withoutSnapshot } from '../../src/private/removal-policies';

const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE, SNAPSHOT } = RemovalPolicy;

test.each([
  [DESTROY, DESTROY, DESTROY],
  [RETAIN, RETAIN, RETAIN],
  [RETAIN_ON_UPDATE_OR_DELETE, RETAIN_ON_UPDATE_OR_DELETE, RETAIN_ON_UPDATE_OR_DELETE],
  [SNAPSHOT, DESTROY, RETAIN],
])('beside a store that is kept by %s lies what is kept by %s; without a snapshot, by %s', (store, beside, without) => {
  expect(besideStore(store)).toBe(beside);
  expect(withoutSnapshot(store)).toBe(without);
});
