// The tools that check the templates, and the environments in which their findings count.

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
