import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { expectResponse } from './api-calls';

/** An ingress rule: a port, and the security group of the clients. */
export interface IngressRule {
  readonly client: ec2.ISecurityGroup;
  readonly port: number;
}

/** Expects that a security group has exactly these ingress rules. */
export function expectOnlyIngress(assertions: IDeployAssert, group: ec2.ISecurityGroup, ...rules: IngressRule[]): void {
  const call = {
    service: 'ec2',
    api: 'describeSecurityGroups',
    parameters: { GroupIds: [group.securityGroupId] },
  };
  const IpPermissions = rules.map(({ client, port }) => ({
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [{ GroupId: client.securityGroupId }],
    IpRanges: [],
  }));
  expectResponse(assertions, call, { SecurityGroups: [{ IpPermissions }] });
}
