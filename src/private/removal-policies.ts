import { RemovalPolicy } from 'aws-cdk-lib';

/** For what a store needs only while it runs: a snapshot does without. */
export function besideStore(store: RemovalPolicy): RemovalPolicy {
  return store === RemovalPolicy.SNAPSHOT ? RemovalPolicy.DESTROY : store;
}

/** For what CloudFormation takes no snapshot of, and what a snapshot cannot be read without. */
export function withoutSnapshot(store: RemovalPolicy): RemovalPolicy {
  return store === RemovalPolicy.SNAPSHOT ? RemovalPolicy.RETAIN : store;
}
