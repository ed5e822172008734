import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { expectWhole } from './answers';

/** A port, and the security group that is admitted on it. */
export interface Door {
  readonly client: ec2.ISecurityGroup;
  readonly port: number;
}

/** Expects that a security group has these doors, and no other. */
export function expectOnlyDoors(assertions: IDeployAssert, group: ec2.ISecurityGroup, ...doors: Door[]): void {
  const question = {
    service: 'ec2',
    api: 'describeSecurityGroups',
    parameters: { GroupIds: [group.securityGroupId] },
  };
  const IpPermissions = doors.map(({ client, port }) => ({
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [{ GroupId: client.securityGroupId }],
    IpRanges: [],
  }));
  expectWhole(assertions, question, { SecurityGroups: [{ IpPermissions }] });
}
