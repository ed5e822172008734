import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { expectAnswer } from './answers';

/** Expects that a security group admits one other on one port, and nobody else. */
export function expectOnlyDoor(
  assertions: IDeployAssert,
  group: ec2.ISecurityGroup,
  client: ec2.ISecurityGroup,
  port: number,
): void {
  const parameters = { GroupIds: [group.securityGroupId] };
  expectAnswer(
    assertions,
    { service: 'ec2', api: 'describeSecurityGroups', parameters },
    {
      'SecurityGroups.0.IpPermissions.0.UserIdGroupPairs.0.GroupId': client.securityGroupId,
      'SecurityGroups.0.IpPermissions.0.FromPort': port,
      'SecurityGroups.0.IpPermissions.0.UserIdGroupPairs.1.GroupId': '',
      'SecurityGroups.0.IpPermissions.0.IpRanges.0.CidrIp': '',
      'SecurityGroups.0.IpPermissions.1.IpProtocol': '',
    },
  );
}
