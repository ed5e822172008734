// The planted faults of planted-stacks.ts, and who must find each: a check that looked nowhere would find nothing.

import { PLANTED_APPS } from './assemblies.mjs';
import { CDK_VALIDATOR, CFN_LINT, CHECKOV, PACKS } from './checkers.mjs';

const RULES_OF_SAFETY = [...PACKS, CHECKOV];

/** Each fault by its stack. */
const FAULTS = [
  { name: 'public bucket', stack: 'PlantedPublicBucket', tools: RULES_OF_SAFETY },
  { name: 'open group', stack: 'PlantedOpenGroup', tools: RULES_OF_SAFETY },
  { name: 'unencrypted store', stack: 'PlantedUnencryptedStore', tools: RULES_OF_SAFETY },
  { name: 'wildcard action', stack: 'PlantedWildcardAction', tools: RULES_OF_SAFETY },
  { name: 'illegal type', stack: 'PlantedIllegalType', tools: [CDK_VALIDATOR, CFN_LINT] },
];

const foundBy = (findings, { stack, tools }, app) =>
  tools.filter((tool) => findings.some((it) => it.app === app.name && it.stack === stack && it.tool === tool));

/** What was planted in which app and not found by whom, a text each. */
export function missedFaults(findings) {
  return PLANTED_APPS.flatMap((app) =>
    FAULTS.flatMap((fault) => {
      const seen = foundBy(findings, fault, app);
      const blind = fault.tools.filter((tool) => !seen.includes(tool));
      return blind.map((tool) => `${tool} the ${fault.name} in ${app.name}`);
    }),
  );
}

/** The rows of a table: each fault, and the tools that found it in every app. */
export function faultRows(findings) {
  return FAULTS.map((fault) => {
    const everywhere = fault.tools.filter((tool) =>
      PLANTED_APPS.every((app) => foundBy(findings, fault, app).includes(tool)),
    );
    return [fault.name, everywhere.join(', ') || 'nobody'];
  });
}
