import recommended from 'aws-cdk-lib/recommended-feature-flags.json';

/** The two kinds of app there are: one that sets no feature flag, and one as `cdk init` makes it. */
export const FEATURE_FLAGS: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ['without feature flags', {}],
  ['with all recommended feature flags', recommended],
];
