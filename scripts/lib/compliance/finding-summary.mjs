// The findings of all tools together: their number by environment and tool, and a paragraph for each rule.

import { ENVIRONMENTS } from '../cli/arguments.mjs';
import { shortened } from '../cli/lists.mjs';
import { ALWAYS_GATED, GATED_ENVIRONMENTS, TOOLS } from './checkers.mjs';

const SHOWN_PLACES = 3;

/** The number of findings and of acknowledged ones for each environment and tool, and whether it counts. */
export function countFindings(findings, acknowledged) {
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
