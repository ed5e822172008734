import { App } from 'aws-cdk-lib';

/** Creates an app that writes no tree.json: no test reads it, and its synthesis takes a tenth of the time. */
export function newApp(context: Record<string, unknown> = {}): App {
  return new App({ context, treeMetadata: false });
}
