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

/**
 * Takes a finding as it is, where only the finished app tells which finding that is, or whether it is ours to take:
 * `ask` is asked now, and again when the constructs are validated. What is said twice is written once.
 */
export function acknowledgeSettled(scope: IConstruct, ask: () => Acknowledgement | undefined): void {
  const rules: Record<string, string> = {};
  const settle = (): string[] => {
    for (const stale of Object.keys(rules)) {
      delete rules[stale];
    }
    const acknowledgement = ask();
    if (acknowledgement) {
      rules[`annotation::${acknowledgement.id}`] = acknowledgement.reason;
    }
    return []; // no error
  };
  settle();
  if (!isSaid(scope, Object.keys(rules))) {
    scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, rules);
    scope.node.addValidation({ validate: settle });
  }
}

function isSaid(scope: IConstruct, ids: string[]): boolean {
  const said = scope.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return said.some(({ data }) => ids.some((id) => id in data));
}
