import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { expectWhole } from './answers';

/** A port, and the security group that may connect to it. */
export interface IngressRule {
  readonly client: ec2.ISecurityGroup;
  readonly port: number;
}

/** Expects that a security group has these ingress rules, and no other. */
export function expectOnlyIngress(assertions: IDeployAssert, group: ec2.ISecurityGroup, ...rules: IngressRule[]): void {
  const question = {
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
  expectWhole(assertions, question, { SecurityGroups: [{ IpPermissions }] });
}
