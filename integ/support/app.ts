import { App, Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The tag of all stacks and resources of a test. After a test, the runner finds the remaining resources by this tag. */
const TAG = 'ecommerce-constructs-integ';

/** Creates the app of the test in `integ.<name>.ts`. */
export function integApp(name: string): App {
  // This feature flag would apply the tag to the resources of a stack, but not to the stack itself.
  const app = new App({ postCliContext: { '@aws-cdk/core:explicitStackTags': false } });
  tagForTest(app, name);
  return app;
}

/** Marks the stacks in a scope, and their resources, as those of a test. */
export function tagForTest(scope: IConstruct, name: string): void {
  Tags.of(scope).add(TAG, name);
}
