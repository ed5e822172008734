// Summarizes the findings of all tools: their number by environment and tool, and a paragraph for each rule.

import { shortened } from '../../../local/lib/cli/lists.mjs';
import { ENVIRONMENTS } from '../cli/arguments.mjs';
import { ALWAYS_GATED, GATED_ENVIRONMENTS, TOOLS } from './checkers.mjs';

const SHOWN_PLACES = 3;

/**
 * Counts the open and the acknowledged findings for each environment and tool; open findings of a gated cell fail the
 * command.
 */
export function countFindings(findings, acknowledged) {
  const count = (list, environment, tool) =>
    list.filter((it) => it.environment === environment && it.tool === tool).length;
  return ENVIRONMENTS.flatMap((environment) =>
    TOOLS.map((tool) => ({
      environment,
      tool,
      open: count(findings, environment, tool),
      acknowledged: count(acknowledged, environment, tool),
      gated: ALWAYS_GATED.includes(tool) || GATED_ENVIRONMENTS.includes(environment),
    })),
  );
}

/** Writes a paragraph for each rule with findings in an environment: their number, the text, and the first places. */
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
