import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { expectWhole } from './answers';

/** Expects that a security group admits one other on one port, and nobody else. */
export function expectOnlyDoor(
  assertions: IDeployAssert,
  group: ec2.ISecurityGroup,
  client: ec2.ISecurityGroup,
  port: number,
): void {
  const question = {
    service: 'ec2',
    api: 'describeSecurityGroups',
    parameters: { GroupIds: [group.securityGroupId] },
  };
  const rule = { FromPort: port, ToPort: port, UserIdGroupPairs: [{ GroupId: client.securityGroupId }], IpRanges: [] };
  expectWhole(assertions, question, { SecurityGroups: [{ IpPermissions: [rule] }] });
}
