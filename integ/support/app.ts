import { App, Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The tag of all stacks and resources of a test. After a test, the runner finds the remaining resources by this tag. */
const TAG = 'ecommerce-constructs-integ';

/** Creates the app of the test in `integ.<name>.ts`. */
export function integApp(name: string): App {
  const app = new App({
    postCliContext: {
      // This feature flag would apply the tag to the resources of a stack, but not to the stack itself.
      '@aws-cdk/core:explicitStackTags': false,
      // The CDK CLI reads the whole file of the metadata twice for each event of a deployment. Stack traces are most of it.
      'aws:cdk:disable-creation-stack-traces': true,
    },
  });
  tagForTest(app, name);
  return app;
}

/** Marks the stacks in a scope, and their resources, as those of a test. */
export function tagForTest(scope: IConstruct, name: string): void {
  Tags.of(scope).add(TAG, name);
}
