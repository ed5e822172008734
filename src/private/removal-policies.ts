import { RemovalPolicy } from 'aws-cdk-lib';

/** The removal policy of a resource that a store needs only while it runs: SNAPSHOT becomes DESTROY. */
export function snapshotAsDestroy(policy: RemovalPolicy): RemovalPolicy {
  return policy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.DESTROY : policy;
}

/**
 * The removal policy of a resource of which CloudFormation takes no snapshot, and of a key that encrypts snapshots:
 * SNAPSHOT becomes RETAIN.
 */
export function snapshotAsRetain(policy: RemovalPolicy): RemovalPolicy {
  return policy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.RETAIN : policy;
}
