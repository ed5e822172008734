import recommended from 'aws-cdk-lib/recommended-feature-flags.json';

/** The CDK feature flags of two kinds of app: one that sets none, and one that `cdk init` creates. */
export const FEATURE_FLAGS: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ['without feature flags', {}],
  ['with all recommended feature flags', recommended],
];
