import {
  type aws_amazonmq as amazonmq,
  type aws_docdb as docdb,
  type aws_ec2 as ec2,
  type aws_elasticache as elasticache,
  Fn,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Permission } from '../private/permissions';

/** What keeps a login that is rotated: one for each file of `function` that knows how. */
export interface Rotated {
  /** What it is called in descriptions. */
  readonly part: string;
  /** Where it is made; the rotation begins after it. */
  readonly resource: IConstruct;
  /** The file of `function` that changes its password. */
  readonly file: 'document-db' | 'elasticache' | 'rabbitmq';
  /** What it is called there. */
  readonly name: string;
  /** What changing the password takes. */
  readonly permissions: Permission[];
  /** The group to open for the function, where it calls what it rotates, by HTTPS. */
  readonly securityGroup?: ec2.ISecurityGroup;
}

/** The administrator of a RabbitMQ broker. */
export function brokerAdministrator(broker: amazonmq.CfnBroker, securityGroup: ec2.ISecurityGroup): Rotated {
  const authority = Fn.select(1, Fn.split('://', Fn.select(0, broker.attrAmqpEndpoints)));
  const host = Fn.select(0, Fn.split(':', authority));
  return {
    part: 'broker',
    resource: broker,
    file: 'rabbitmq',
    name: `https://${host}`,
    permissions: [],
    securityGroup,
  };
}

/** A user of ElastiCache. */
export function cacheUser(user: elasticache.CfnUser): Rotated {
  return {
    part: 'cache',
    resource: user,
    file: 'elasticache',
    name: user.ref,
    permissions: [{ actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'], resources: [user.attrArn] }],
  };
}

/** The master user of a DocumentDB cluster. */
export function clusterMasterUser(cluster: docdb.DatabaseCluster, clusterArn: string): Rotated {
  return {
    part: 'DocumentDB cluster',
    resource: cluster,
    file: 'document-db',
    name: cluster.clusterIdentifier,
    permissions: [{ actions: ['rds:DescribeDBClusters', 'rds:ModifyDBCluster'], resources: [clusterArn] }],
  };
}
