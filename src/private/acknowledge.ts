import { type CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A finding that is taken as it is: the rule's id, and why. */
export interface Acknowledgement {
  readonly id: string;
  /** What a security reviewer reads: one whole sentence. */
  readonly reason: string;
}

/**
 * Takes findings of cdk-nag as they are, for this construct and what it holds.
 *
 * `Validations.acknowledge` would do the same, but that our oldest aws-cdk-lib refuses ids with brackets.
 */
export function acknowledge(scope: IConstruct, ...acknowledgements: Acknowledgement[]): void {
  for (const { id, reason } of acknowledgements) {
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`annotation::${id}`]: reason });
  }
}

/** Takes findings of the CDK's own validator as they are. Before 2.262 there is none, and this does nothing. */
export function acknowledgeToValidator(scope: IConstruct, { id, reason }: Acknowledgement): void {
  scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`CloudFormation-Validate::${id}`]: reason });
}

/** One decision on a rule that several packs of cdk-nag have: those for NIST 800-53, HIPAA and, most of them, PCI DSS. */
export function inPacks(rule: string, reason: string, packs = ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321']) {
  return packs.map((pack): Acknowledgement => ({ id: `${pack}-${rule}`, reason }));
}

/** Takes findings of checkov as they are; it reads that in the template. */
export function skipInCheckov(resource: CfnResource, ...acknowledgements: Acknowledgement[]): void {
  resource.addMetadata('checkov', { skip: acknowledgements.map(({ id, reason }) => ({ id, comment: reason })) });
}
