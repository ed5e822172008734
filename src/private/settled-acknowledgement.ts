import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Acknowledgement } from './acknowledge';

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
    scope.node.addMetadata(KEY, rules);
    scope.node.addValidation({ validate: settle });
  }
}

function isSaid(scope: IConstruct, ids: string[]): boolean {
  const said = scope.node.metadata.filter(({ type }) => type === KEY);
  return said.some(({ data }) => ids.some((id) => id in data));
}

const KEY = Validations.ACKNOWLEDGED_RULES_METADATA_KEY;
