import { RemovalPolicy, aws_rds as rds } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Retains the subnet group of a database, and the instances of a cluster, with RETAIN_ON_UPDATE_OR_DELETE: the CDK
 * retains what it creates with a database only with RETAIN.
 */
export function retainHelpers(database: IConstruct, policy: RemovalPolicy): void {
  if (policy !== RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE) {
    return;
  }
  for (const child of database.node.findAll()) {
    if (child instanceof rds.CfnDBSubnetGroup || child instanceof rds.CfnDBInstance) {
      child.applyRemovalPolicy(policy);
    }
  }
}
