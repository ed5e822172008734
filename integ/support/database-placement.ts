import {
  type CfnResource,
  aws_docdb as docdb,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_rds as rds,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { DatabaseConstruct } from '../../src';
import type { DatabasePlacement } from './stores';

type Kind<T extends CfnResource> = abstract new (...args: never[]) => T;

/** Finds the only resource of a kind below `scope`. Tests use its id, and read its properties from the API. */
function findResource<T extends CfnResource>(scope: IConstruct, kind: Kind<T>): T {
  const [resource, ...others] = scope.node.findAll().filter((it): it is T => it instanceof kind);
  if (resource === undefined || others.length > 0) {
    throw new Error(`${scope.node.path} must have exactly one ${kind.name}, got ${resource ? 1 + others.length : 0}`);
  }
  return resource;
}

export const instanceId = (store: IConstruct): string => findResource(store, rds.CfnDBInstance).ref;
export const auroraId = (store: IConstruct): string => findResource(store, rds.CfnDBCluster).ref;
export const documentDbId = (store: IConstruct): string => findResource(store, docdb.CfnDBCluster).ref;
export const proxyName = (store: IConstruct): string => findResource(store, rds.CfnDBProxy).ref;
export const tableId = (store: IConstruct): string => findResource(store, dynamodb.CfnTable).ref;

/** Returns the expected placement of a service's database: the VPC, and the security group of this database. */
export function placementOf(
  database: DatabaseConstruct,
  service: string,
  idOf: (store: IConstruct) => string,
  { vpc, keyArn }: Pick<DatabasePlacement, 'vpc' | 'keyArn'>,
): DatabasePlacement {
  const store = database.node.findChild(service);
  const group = store.node.findChild('SecurityGroup');
  if (!(group instanceof ec2.SecurityGroup)) throw new Error(`${group.node.path} must be a security group`);
  return { id: idOf(store), service, vpc, group, keyArn };
}
