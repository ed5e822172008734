import { ExpectedResult, type IDeployAssert, Match } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { expectResponse } from './api-calls';

/** A client that a security group admits on one port. */
export interface IngressRule {
  readonly client: ec2.ISecurityGroup;
  readonly port: number;
}

/** Expects that a security group without egress has exactly these ingress rules. */
export function expectOnlyIngress(assertions: IDeployAssert, group: ec2.ISecurityGroup, ...rules: IngressRule[]): void {
  const ports = new Set(rules.map(({ port }) => port));
  const asPermissions = rules.length === 1 || process.env.INTEG_IN_ACCOUNT === undefined;
  if (ports.size === 1 && asPermissions) {
    expectPermissions(assertions, group, rules);
  } else {
    expectRules(assertions, group, rules);
  }
}

/** One call for rules of one port: the deployment of the assertions has an output for each. No two rules are the same. */
function expectPermissions(assertions: IDeployAssert, group: ec2.ISecurityGroup, rules: IngressRule[]): void {
  const call = {
    service: 'ec2',
    api: 'describeSecurityGroups',
    parameters: { GroupIds: [group.securityGroupId] },
  };
  const clients = rules.map(({ client }) => client.securityGroupId);
  const GroupId = Match.stringLikeRegexp(`^(${clients.join('|')})$`);
  const IpPermissions = rules.map(({ port }) => ({
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [{ GroupId }],
    IpRanges: [],
  }));
  expectResponse(assertions, call, { SecurityGroups: [{ IpPermissions }] });
}

/** EC2 returns two clients of one port as one permission, the emulator as two. Both return the rules in any order. */
function expectRules(assertions: IDeployAssert, group: ec2.ISecurityGroup, rules: IngressRule[]): void {
  const filter = { Name: 'group-id', Values: [group.securityGroupId] };
  const call = { service: 'ec2', api: 'describeSecurityGroupRules', parameters: { Filters: [filter] } };
  const NO_EGRESS = {}; // EC2 has no group without an egress rule: the CDK's rule matches no address
  expectResponse(assertions, call, { SecurityGroupRules: [...rules.map(() => ({})), NO_EGRESS] });
  for (const { client, port } of rules) {
    const rule = {
      IsEgress: false,
      FromPort: port,
      ToPort: port,
      ReferencedGroupInfo: { GroupId: client.securityGroupId },
    };
    assertions
      .awsApiCall(call.service, call.api, call.parameters)
      .expect(ExpectedResult.objectLike({ SecurityGroupRules: Match.arrayWith([Match.objectLike(rule)]) }));
  }
}
