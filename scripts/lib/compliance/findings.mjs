// Parses the output of the checkers into findings: { tool, rule, stack, resource, at, text }.

import { Failure } from '../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../local/lib/cli/lists.mjs';
import { CDK_VALIDATOR, CFN_LINT, CHECKOV, PACKS } from './checkers.mjs';

const LONGEST = 300; // one finding can list every instance type of a service

const line = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);

/** Returns the findings in validation-report.json: those of each rule pack, and all others as the CDK's own. */
export function validationFindings({ pluginReports }) {
  return pluginReports.flatMap(({ pluginName, conclusion, metadata, violations }) => {
    if (metadata?.error) throw new Failure(`${pluginName} did not run: ${metadata.error}.`);
    if (conclusion === 'failure' && violations.length === 0)
      throw new Failure(`${pluginName} failed without a reason.`);
    return byConstruct(pluginName, violations);
  });
}

/** Returns the acknowledged findings in validation-report.json. */
export function suppressedFindings({ pluginReports }) {
  return pluginReports.flatMap(({ pluginName, suppressedViolations = [] }) =>
    byConstruct(pluginName, suppressedViolations),
  );
}

function byConstruct(pluginName, violations) {
  return violations.flatMap(({ ruleName, severity, description, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({
      tool: PACKS.includes(pluginName) ? pluginName : CDK_VALIDATOR,
      rule: ruleName,
      stack: constructPath.split('/')[0],
      at: constructPath,
      text: line(`${severity}: ${description}`),
    })),
  );
}

/** Returns the findings in the output of `cfn-lint --format json`. */
export function cfnLintFindings(output) {
  return JSON.parse(output || '[]').map(({ Filename, Level, Rule, Location, Message }) => ({
    tool: CFN_LINT,
    rule: Rule.Id,
    file: Filename,
    resource: Location.Path[1],
    at: Location.Path.join('/'),
    text: line(`${Level.toLowerCase()}: ${Message}`),
  }));
}

/** Returns the findings in the output of `checkov --output json`. */
export function checkovFindings(output) {
  const { results } = JSON.parse(output);
  if (!results) throw new Failure('checkov checked no resource.');
  const unparsed = results.parsing_errors;
  if (unparsed.length > 0) throw new Failure(`checkov cannot parse ${shortened(unparsed).join(', ')}.`);
  return results.failed_checks.map(({ check_id, check_name, file_abs_path, resource }) => ({
    tool: CHECKOV,
    rule: check_id,
    file: file_abs_path,
    resource: resource.split('.')[1],
    at: resource,
    text: check_name,
  }));
}

/** Returns the acknowledged cdk-nag findings in a stack's metadata; cdk-nag omits them from its report. */
export function acknowledgedByNag(metadata) {
  return Object.entries(metadata).flatMap(([path, entries]) =>
    entries
      .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
      .flatMap(({ data }) => Object.keys(data).map((id) => id.replace(/^annotation::/i, '')))
      .flatMap((rule) => PACKS.filter((pack) => rule.startsWith(`${pack}-`)).map((tool) => ({ tool, rule, at: path }))),
  );
}

/** Returns the feature flags in `recommended` that `context` lacks or sets to another value. */
export function differingFlags(recommended, context) {
  return Object.keys(recommended).filter((flag) => JSON.stringify(recommended[flag]) !== JSON.stringify(context[flag]));
}
