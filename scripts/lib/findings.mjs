// What the template checkers wrote, as a line for each finding.

const LONGEST = 300; // one finding can list every instance type that there is

const line = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);

/** The findings in the CDK's validation-report.json: errors and warnings of every plugin, by construct. */
export function validatorFindings(report) {
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, severity, description, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) =>
        line(`${severity} ${ruleName} at ${constructPath}: ${description}`),
      ),
    ),
  );
}

/** The findings in what `cfn-lint --format json` printed. */
export function cfnLintFindings(output) {
  return JSON.parse(output || '[]').map(({ Level, Rule, Location, Message }) =>
    line(`${Level.toLowerCase()} ${Rule.Id} at ${Location.Path.join('/')}: ${Message}`),
  );
}

/** The feature flags in `recommended` that `context` lacks or sets to something else. */
export function differingFlags(recommended, context) {
  return Object.keys(recommended).filter((flag) => JSON.stringify(recommended[flag]) !== JSON.stringify(context[flag]));
}
