import { RemovalPolicy } from 'aws-cdk-lib';
import { AWSProvider, DevelopmentProvider } from '../../src';
import { bindStore } from '../support/bind-store';
import { KINDS_OF_STORE } from '../support/kinds-of-store';

class Destroying extends AWSProvider {
  public readonly retention = { removalPolicy: RemovalPolicy.DESTROY };
}

const REFUSAL =
  'deletionProtection must be false where `removalPolicy` is RemovalPolicy.DESTROY, got true. ' +
  'Change one of the two; what the props leave open, the provider answers. (in Test/Store)';

describe.each(KINDS_OF_STORE)('$name that is both protected and destroyed', ({ make }) => {
  const provider = new DevelopmentProvider();
  const removalPolicy = RemovalPolicy.DESTROY;

  test.each([
    ['its own options', () => bindStore(make({ deletionProtection: true, removalPolicy }), { provider })],
    ['its removal policy and the environment', () => bindStore(make({ removalPolicy }))],
    ['its protection and the environment', () => bindStore(make({ deletionProtection: true }), { provider })],
    ['the options of all stores', () => bindStore(make({}), { defaults: { removalPolicy } })],
    ['a provider', () => bindStore(make({}), { provider: new Destroying() })],
  ])('fails by %s', (_source, bind) => {
    expect(bind).toThrow(REFUSAL);
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.SNAPSHOT, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])(
    'may be protected where it is kept by %s',
    (kept) => {
      expect(() => bindStore(make({ deletionProtection: true, removalPolicy: kept }))).not.toThrow();
    },
  );

  test('may be destroyed where it is not protected', () => {
    expect(() => bindStore(make({ deletionProtection: false, removalPolicy }))).not.toThrow();
  });
});
