import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { requireMatch } from '../private/validation';

/** Refuses what cannot be a snapshot's name, and warns of what changing it does; a token passes. */
export function checkRestore(scope: IConstruct, snapshot: string | undefined): void {
  if (snapshot === undefined) {
    return;
  }
  requireMatch(
    scope,
    'restoreFromSnapshot',
    snapshot,
    /^[A-Za-z][A-Za-z0-9.-]*$/,
    'the name of a snapshot: letters, digits, dots and hyphens',
    'Give its name, not its ARN.',
  );
  Annotations.of(scope).addWarningV2(
    '@org/ecommerce-constructs:restore',
    'Adding, changing or removing `restoreFromSnapshot` replaces the cache: leave it in place once it is restored.',
  );
}
