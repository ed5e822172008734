import { Annotations, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import { requireDistinctParameters } from '../services/distinct-parameters';
import { requireEnvironmentName } from '../services/records/service-parameters';

/** Rejects the name of an environment that parameters cannot have, or that another platform has. */
export function requireNameOfEnvironment(platform: IConstruct, name?: string): void {
  if (name !== undefined) {
    requireEnvironmentName(platform, 'environmentName', name);
    requireDistinctParameters(platform, `/${name}`, { prop: 'environmentName', got: name, kind: 'platform' });
  }
}

/** Rejects options of a new part together with an existing part. */
export function requireOnlyOne(
  platform: IConstruct,
  prop: string,
  options: unknown,
  other: string,
  existing: unknown,
): void {
  if (options !== undefined && existing !== undefined) {
    throw refuse(platform, {
      prop,
      gotInWords: 'options of a new one',
      allowed: `left out if \`${other}\` is set`,
      fix: `Configure the existing one where it is created, or leave \`${other}\` out.`,
    });
  }
}

/** Warns of a stack without termination protection in an environment that protects databases from deletion. */
export function warnOfMissingTerminationProtection(platform: IConstruct, deletionProtection: boolean): void {
  if (deletionProtection && !Stack.of(platform).terminationProtection) {
    Annotations.of(platform).addWarningV2(
      '@org/ecommerce-constructs:terminationProtection',
      "Deleting the stack also deletes the network and the services' access to their data. Set " +
        '`terminationProtection: true` on the stack.',
    );
  }
}
