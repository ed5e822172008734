// The tools that check the templates, and the environments in which their findings fail the command.

/** The rule packs of cdk-nag, as it names them. */
export const PACKS = ['AwsSolutions', 'NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'];
export const CDK_VALIDATOR = 'CDK validator';
export const CFN_LINT = 'cfn-lint';
export const CHECKOV = 'checkov';
export const TOOLS = [...PACKS, CHECKOV, CFN_LINT, CDK_VALIDATOR];

/** These tools report templates that do not deploy, or not as intended, so their findings fail in every environment. */
export const ALWAYS_GATED = [CFN_LINT, CDK_VALIDATOR];
/**
 * Findings of the other tools fail only here: other environments disable settings that a rule requires and that cost
 * money.
 */
export const GATED_ENVIRONMENTS = ['staging', 'production'];
