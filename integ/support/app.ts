import { App, Tags } from 'aws-cdk-lib';

/** The tag of everything that a test makes, its stacks included: what is left of a test is found by it. */
const TAG = 'ecommerce-constructs-integ';

/** The app of the test in `integ.<name>.ts`. */
export function integApp(name: string): App {
  // With the flag, the tag would be on all that a stack makes, and not on the stack.
  const app = new App({ postCliContext: { '@aws-cdk/core:explicitStackTags': false } });
  Tags.of(app).add(TAG, name);
  return app;
}
