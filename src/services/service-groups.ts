import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { idFrom } from '../naming/stack-path';
import type { IMicroservice } from './microservice-contract';

/**
 * Returns the groups of a service for the stack of a workload. Rules of the service's own group are then written in that
 * stack; the groups of clients, which other services carry too, take no rules.
 */
export function groupsIn(scope: IConstruct, service: IMicroservice): ec2.ISecurityGroup[] {
  const stack = Stack.of(scope);
  if (stack === Stack.of(service)) {
    return [...service.securityGroups];
  }
  return service.securityGroups.map((group, position) => importedGroup(stack, group, position === 0));
}

function importedGroup(stack: Stack, group: ec2.ISecurityGroup, mutable: boolean): ec2.ISecurityGroup {
  const id = `Group${idFrom(stack, group)}`;
  const existing = stack.node.tryFindChild(id);
  return existing && ec2.SecurityGroup.isSecurityGroup(existing)
    ? existing
    : ec2.SecurityGroup.fromSecurityGroupId(stack, id, group.securityGroupId, {
        mutable,
        allowAllOutbound: group.allowAllOutbound,
      });
}
