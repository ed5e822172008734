import { type CfnResource, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** An accepted finding of a security scanner. */
export interface Acknowledgement {
  /** Id of the scanner's rule. */
  readonly id: string;
  /** The reason, for a security reviewer: one complete sentence. */
  readonly reason: string;
}

/**
 * Acknowledges findings of cdk-nag for this construct and its children.
 *
 * `Validations.acknowledge` does the same, but rejects ids with brackets in the oldest supported aws-cdk-lib.
 */
export function acknowledge(scope: IConstruct, ...acknowledgements: Acknowledgement[]): void {
  for (const { id, reason } of acknowledgements) {
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`annotation::${id}`]: reason });
  }
}

/** Acknowledges a finding of the CDK's validator. Without effect before aws-cdk-lib 2.262, which has no validator. */
export function acknowledgeToValidator(scope: IConstruct, { id, reason }: Acknowledgement): void {
  scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [`CloudFormation-Validate::${id}`]: reason });
}

/** The acknowledgements of a rule that several packs of cdk-nag contain, by default NIST 800-53, HIPAA and PCI DSS. */
export function inPacks(rule: string, reason: string, packs = ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321']) {
  return packs.map((pack): Acknowledgement => ({ id: `${pack}-${rule}`, reason }));
}

/** Acknowledges findings of checkov, which reads the resource's metadata in the template. */
export function skipInCheckov(resource: CfnResource, ...acknowledgements: Acknowledgement[]): void {
  resource.addMetadata('checkov', { skip: acknowledgements.map(({ id, reason }) => ({ id, comment: reason })) });
}

/**
 * Acknowledges a finding that depends on the complete app: `find` runs now, and again when the constructs are
 * validated. A finding that the construct already acknowledges is not added again.
 */
export function acknowledgeAtSynthesis(scope: IConstruct, find: () => Acknowledgement | undefined): void {
  const rules: Record<string, string> = {};
  const update = (): string[] => {
    for (const id of Object.keys(rules)) {
      delete rules[id];
    }
    const acknowledgement = find();
    if (acknowledgement) {
      rules[`annotation::${acknowledgement.id}`] = acknowledgement.reason;
    }
    return []; // no error
  };
  update();
  if (!isAcknowledged(scope, Object.keys(rules))) {
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, rules);
    scope.node.addValidation({ validate: update });
  }
}

function isAcknowledged(scope: IConstruct, ids: string[]): boolean {
  const entries = scope.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return entries.some(({ data }) => ids.some((id) => id in data));
}
