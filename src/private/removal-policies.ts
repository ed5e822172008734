import { type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

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

/**
 * Applies the removal policy of a database to resources that the CDK creates with it, and that it needs while it runs.
 * The CDK's classes for RDS retain them only with RETAIN, not with RETAIN_ON_UPDATE_OR_DELETE.
 */
export function applyToHelpers(
  database: IConstruct,
  policy: RemovalPolicy,
  ...types: ReadonlyArray<abstract new (...args: never[]) => CfnResource>
): void {
  for (const type of types) {
    for (const child of database.node.findAll()) {
      if (child instanceof type) {
        child.applyRemovalPolicy(snapshotAsDestroy(policy));
      }
    }
  }
}
