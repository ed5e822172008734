import { aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AWSProvider,
  DataStore,
  DevelopmentProvider,
  EnvironmentProvider,
  KeyScope,
  LocalStackProvider,
  ServiceCatalogue,
  StagingProvider,
} from '../../src';
import { onlyResource } from '../support/stacks';
import { catalogueOf, databases } from './databases';

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/k';

function existingKey() {
  return kms.Key.fromKeyArn(new Stack(), 'Key', KEY_ARN);
}

describe('encryption keys', () => {
  const catalogue = ServiceCatalogue.of([{ name: 'orders' }, { name: 'payments', pciScope: true }]);

  test.each([
    ['production', new AWSProvider(), 2],
    ['staging', new StagingProvider(), 1],
    ['development', new DevelopmentProvider(), 1],
    ['local', new LocalStackProvider(), 1],
  ])('are created in %s for the services that need one', (_, provider, count) => {
    const { construct, template } = databases({ provider, catalogue });
    template().resourceCountIs('AWS::KMS::Key', count);
    template().allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(construct.encryptionKey('payments')).toBeInstanceOf(kms.Key);
    expect(construct.encryptionKey('orders') === undefined).toBe(count === 1);
  });

  test('encrypt the data and the secret of their own service', () => {
    const { template } = databases({ catalogue });
    for (const [id, { Properties }] of Object.entries(template().findResources('AWS::RDS::DBInstance'))) {
      const key = { 'Fn::GetAtt': [expect.stringContaining(`${id.replace(/Instance.*/, '')}Key`), 'Arn'] };
      expect(Properties).toMatchObject({ KmsKeyId: key, MasterUserSecret: { KmsKeyId: key } });
    }
  });

  test('are replaced by the key in the props, except for services in PCI scope', () => {
    const { construct, template } = databases({ catalogue, encryptionKey: existingKey() });
    template().resourceCountIs('AWS::KMS::Key', 1);
    expect(construct.encryptionKey('orders')?.keyArn).toBe(KEY_ARN);
    expect(construct.encryptionKey('payments')?.keyArn).not.toBe(KEY_ARN);
  });

  test('are overridden by the key in the options of a store', () => {
    const store = DataStore.postgresInstance({ encryptionKey: existingKey() });
    const { template } = databases({ catalogue: ServiceCatalogue.of([{ name: 'payments', store, pciScope: true }]) });
    expect(onlyResource(template(), 'AWS::RDS::DBInstance').Properties.KmsKeyId).toBe(KEY_ARN);
  });

  test('are not created for each service when the key scope of the provider is PLATFORM', () => {
    class Sharing extends AWSProvider {
      public readonly encryption = { keyScope: KeyScope.PLATFORM };
    }
    expect(new Sharing()).toBeInstanceOf(EnvironmentProvider);
    databases({ provider: new Sharing(), catalogue: catalogueOf('orders') })
      .template()
      .resourceCountIs('AWS::KMS::Key', 0);
  });

  test.each([
    [RemovalPolicy.SNAPSHOT, 'RetainExceptOnCreate'],
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])('have for the removal policy %s the deletion policy %s', (removalPolicy, DeletionPolicy) => {
    const { template } = databases({ catalogue, removalPolicy, deletionProtection: false });
    template().allResources('AWS::KMS::Key', { DeletionPolicy });
  });

  test('of an unknown service are rejected: the error of `encryptionKey` lists the services', () => {
    expect(() => databases({ catalogue }).construct.encryptionKey('users')).toThrow(
      "service must be one of orders, payments, got 'users'.",
    );
  });
});
