// The planted faults of planted-stacks.ts, and the tools that must find each. They show that the tools check the apps.

import { PLANTED_APPS } from './assemblies.mjs';
import { CDK_VALIDATOR, CFN_LINT, CHECKOV, PACKS } from './checkers.mjs';

const SECURITY_TOOLS = [...PACKS, CHECKOV];

/** The faults, each in a separate stack. */
const FAULTS = [
  { name: 'public bucket', stack: 'PlantedPublicBucket', tools: SECURITY_TOOLS },
  { name: 'open security group', stack: 'PlantedOpenGroup', tools: SECURITY_TOOLS },
  { name: 'unencrypted database', stack: 'PlantedUnencryptedStore', tools: SECURITY_TOOLS },
  { name: 'wildcard action', stack: 'PlantedWildcardAction', tools: SECURITY_TOOLS },
  { name: 'unknown instance type', stack: 'PlantedIllegalType', tools: [CDK_VALIDATOR, CFN_LINT] },
];

const foundBy = (findings, { stack, tools }, app) =>
  tools.filter((tool) => findings.some((it) => it.app === app.name && it.stack === stack && it.tool === tool));

/** Returns a text for each tool that missed a fault in an app. */
export function missedFaults(findings) {
  return PLANTED_APPS.flatMap((app) =>
    FAULTS.flatMap((fault) => {
      const found = foundBy(findings, fault, app);
      const missing = fault.tools.filter((tool) => !found.includes(tool));
      return missing.map((tool) => `${tool} missed the ${fault.name} in ${app.name}`);
    }),
  );
}

/** Returns the rows of a table: each fault, and the tools that found it in every app. */
export function faultRows(findings) {
  return FAULTS.map((fault) => {
    const everywhere = fault.tools.filter((tool) =>
      PLANTED_APPS.every((app) => foundBy(findings, fault, app).includes(tool)),
    );
    return [fault.name, everywhere.join(', ') || 'none'];
  });
}
