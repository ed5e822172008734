import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding that is taken as it is: the rule's id, as cdk-nag writes it, and why. */
export interface Acknowledgement {
  readonly id: string;
  /** What a security reviewer reads: one whole sentence. */
  readonly reason: string;
}

/**
 * Takes findings as they are, for this construct and what it holds.
 *
 * `Validations.acknowledge` would do the same, but that our oldest aws-cdk-lib refuses ids with brackets.
 */
export function acknowledge(scope: IConstruct, ...acknowledgements: Acknowledgement[]): void {
  for (const { id, reason } of acknowledgements) {
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`annotation::${id}`]: reason });
  }
}
