import { ExpectedResult, type IDeployAssert, Match } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { expectResponse } from './api-calls';

/** An ingress rule: a port, and the security group of the clients. */
export interface IngressRule {
  readonly client: ec2.ISecurityGroup;
  readonly port: number;
}

/** Expects that a security group without egress has exactly these ingress rules, which EC2 returns in any order. */
export function expectOnlyIngress(assertions: IDeployAssert, group: ec2.ISecurityGroup, ...rules: IngressRule[]): void {
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
