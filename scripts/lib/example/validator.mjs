/**
 * Turns off the validator of aws-cdk-lib, which takes most of the time of a synthesis. `npm run compliance` runs it on the
 * templates of the example app, and `npm run packages` when it follows the READMEs of the examples in other languages.
 */
export const WITHOUT_VALIDATOR = { CDK_VALIDATION: 'false' };
