import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../private/validation';

/** Between what an instance shrinks and grows, in Aurora capacity units. */
export interface AuroraCapacities {
  readonly minCapacity: number;
  readonly maxCapacity: number;
}

/** Refuses capacities that Aurora Serverless v2 would refuse; a token passes. */
export function requireCapacities(scope: IConstruct, { minCapacity, maxCapacity }: AuroraCapacities): void {
  requireCapacity(scope, 'minCapacity', minCapacity, 0, 'Use 0 to pause an idle cluster.');
  const least = Token.isUnresolved(minCapacity) ? 1 : Math.max(1, minCapacity);
  requireCapacity(scope, 'maxCapacity', maxCapacity, least, 'It is 1 or more, and no less than `minCapacity`.');
}

function requireCapacity(scope: IConstruct, prop: string, got: number, min: number, fix: string): void {
  if (Token.isUnresolved(got)) {
    return;
  }
  if (!Number.isInteger(got * 2) || got < min || got > MOST) {
    throw refuse(scope, { prop, got, allowed: `a capacity from ${min} to ${MOST} in steps of 0.5`, fix });
  }
}

const MOST = 256;
