import { RemovalPolicy } from 'aws-cdk-lib';
import { snapshotAsDestroy, snapshotAsRetain } from '../../src/private/removal-policies';

const { DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE, SNAPSHOT } = RemovalPolicy;

test.each([
  [DESTROY, DESTROY, DESTROY],
  [RETAIN, RETAIN, RETAIN],
  [RETAIN_ON_UPDATE_OR_DELETE, RETAIN_ON_UPDATE_OR_DELETE, RETAIN_ON_UPDATE_OR_DELETE],
  [SNAPSHOT, DESTROY, RETAIN_ON_UPDATE_OR_DELETE],
])(
  '%s becomes %s for a resource without data, and %s for a resource that is retained',
  (policy, asDestroy, asRetain) => {
    expect(snapshotAsDestroy(policy)).toBe(asDestroy);
    expect(snapshotAsRetain(policy)).toBe(asRetain);
  },
);
