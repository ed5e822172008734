/**
 * Turns off the validator of aws-cdk-lib, which takes most of the time of a synthesis. `npm run compliance` runs it on the same
 * templates.
 */
export const WITHOUT_VALIDATOR = { CDK_VALIDATION: 'false' };
