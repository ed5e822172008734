import { RemovalPolicy } from 'aws-cdk-lib';
import { AWSProvider, DevelopmentProvider } from '../../src';
import { bindStore } from '../support/bind-store';
import { KINDS_OF_STORE } from '../support/kinds-of-store';

class Destroying extends AWSProvider {
  public readonly retention = { removalPolicy: RemovalPolicy.DESTROY };
}

const ERROR =
  'deletionProtection must be false if `removalPolicy` is RemovalPolicy.DESTROY, got true. ' +
  "Change one of the two. The environment's setting applies to a prop that is not set. (in Test/Store)";

describe.each(KINDS_OF_STORE)('$name', ({ make }) => {
  const provider = new DevelopmentProvider();
  const removalPolicy = RemovalPolicy.DESTROY;

  test.each([
    ['its own options', () => bindStore(make({ deletionProtection: true, removalPolicy }), { provider })],
    ['its removal policy and the environment', () => bindStore(make({ removalPolicy }))],
    ['its protection and the environment', () => bindStore(make({ deletionProtection: true }), { provider })],
    ['the defaults of every store', () => bindStore(make({}), { defaults: { removalPolicy } })],
    ['a provider', () => bindStore(make({}), { provider: new Destroying() })],
  ])('rejects deletion protection with RemovalPolicy.DESTROY, set by %s', (_source, bind) => {
    expect(bind).toThrow(ERROR);
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.SNAPSHOT, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])(
    'accepts deletion protection with the removal policy %s',
    (policy) => {
      expect(() => bindStore(make({ deletionProtection: true, removalPolicy: policy }))).not.toThrow();
    },
  );

  test('accepts RemovalPolicy.DESTROY without deletion protection', () => {
    expect(() => bindStore(make({ deletionProtection: false, removalPolicy }))).not.toThrow();
  });
});
