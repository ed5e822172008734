// What is checked, where it counts, and the counts.

import { ENVIRONMENTS } from './arguments.mjs';
import { shortened } from './lists.mjs';

/** The rule packs of cdk-nag, as it names them. */
export const PACKS = ['AwsSolutions', 'NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'];
export const CDK_VALIDATOR = 'CDK validator';
export const CFN_LINT = 'cfn-lint';
export const CHECKOV = 'checkov';
export const TOOLS = [...PACKS, CHECKOV, CFN_LINT, CDK_VALIDATOR];

/** What these find cannot be deployed, or not as it is meant, in any environment. */
export const ALWAYS_GATED = [CFN_LINT, CDK_VALIDATOR];
/** What costs money because a rule wants it is off in the others. */
export const GATED_ENVIRONMENTS = ['staging', 'production'];

const SHOWN_PLACES = 3;

/** The number of findings and of acknowledged ones for each environment and tool, and whether it counts. */
export function cells(findings, acknowledged) {
  const count = (list, environment, tool) =>
    list.filter((it) => it.environment === environment && it.tool === tool).length;
  return ENVIRONMENTS.flatMap((environment) =>
    TOOLS.map((tool) => ({
      environment,
      tool,
      open: count(findings, environment, tool),
      acknowledged: count(acknowledged, environment, tool),
      counts: ALWAYS_GATED.includes(tool) || GATED_ENVIRONMENTS.includes(environment),
    })),
  );
}

/** A paragraph for each rule that found something in an environment: how often, what, and where first. */
export function describeFindings(findings) {
  const groups = new Map();
  for (const finding of findings.filter(({ environment }) => ENVIRONMENTS.includes(environment))) {
    const key = `${finding.environment}, ${finding.tool}: ${finding.rule}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  if (groups.size === 0) return 'No findings.';
  const order = ([, [{ environment }]]) => ENVIRONMENTS.indexOf(environment);
  return [...groups]
    .sort((one, other) => order(one) - order(other))
    .map(([key, group]) => {
      const places = [...new Set(group.map(({ at }) => at))];
      return [`${key}, ${group.length}: ${group[0].text}`, ...shortened(places, SHOWN_PLACES)].join('\n    ');
    })
    .join('\n');
}
