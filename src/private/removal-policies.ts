import { RemovalPolicy } from 'aws-cdk-lib';

/** The removal policy of a resource that a store needs only while it runs: SNAPSHOT becomes DESTROY. */
export function snapshotAsDestroy(policy: RemovalPolicy): RemovalPolicy {
  return policy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.DESTROY : policy;
}

/**
 * The removal policy of a resource of which CloudFormation takes no snapshot, and of a key that encrypts snapshots:
 * SNAPSHOT becomes RETAIN_ON_UPDATE_OR_DELETE, so that a failed creation leaves no resource whose name is then in use.
 */
export function snapshotAsRetain(policy: RemovalPolicy): RemovalPolicy {
  return policy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : policy;
}
