import { aws_kms as kms } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ServiceDefinition } from '../catalogue/service-catalogue';
import { allowLogGroupsNamed } from '../private/log-group';
import { snapshotAsRetain } from '../private/removal-policies';
import { KeyScope } from '../providers/environment-settings';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import { databaseLogsOf } from '../stores/store-identifier';
import type { StoreDefaults } from '../stores/store-options';

/** The environment and the options on which the keys of services depend. */
interface KeyChoices {
  readonly environment: ResolvedEnvironment;
  readonly defaults: StoreDefaults;
}

/** A key in the props overrides the environment's setting, but not the key of a service in PCI scope. */
export function hasOwnKey({ pciScope }: ServiceDefinition, { environment, defaults }: KeyChoices): boolean {
  const { keyScope } = environment.encryption;
  return pciScope === true || (defaults.encryptionKey === undefined && keyScope === KeyScope.SERVICE);
}

/** Creates the key of a service. */
export function createKey(
  scope: Construct,
  service: ServiceDefinition,
  { environment, defaults }: KeyChoices,
): kms.Key {
  const key = new kms.Key(scope, 'Key', {
    description: `Encrypts the data of ${service.name}`,
    enableKeyRotation: true,
    removalPolicy: snapshotAsRetain(defaults.removalPolicy ?? environment.retention.removalPolicy),
  });
  allowLogGroupsNamed(key, databaseLogsOf(scope, service.name));
  return key;
}
