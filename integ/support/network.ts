import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { VpcConstruct } from '../../src';
import { expectResponse, expectValues } from './api-calls';

export interface ExpectedNetwork {
  readonly zones: number;
  readonly natGateways: number;
  readonly flowLogs: boolean;
}

/** Expects that EC2 describes a network with these settings. */
export function expectNetwork(assertions: IDeployAssert, network: VpcConstruct, expected: ExpectedNetwork): void {
  const { vpc } = network;
  for (const subnets of [vpc.publicSubnets, vpc.privateSubnets, vpc.isolatedSubnets]) {
    if (subnets.length !== expected.zones) {
      throw new Error(`${vpc.node.path} must have ${expected.zones} subnets of each type, got ${subnets.length}`);
    }
    for (const subnet of subnets) expectSubnet(assertions, subnet);
  }

  const nat = { service: 'ec2', api: 'describeNatGateways', parameters: { Filter: ofVpc(vpc) } };
  const available = Array.from({ length: expected.natGateways }, () => ({ State: 'available' }));
  expectResponse(assertions, nat, { NatGateways: available });
  const endpoint = {
    service: 'ec2',
    api: 'describeVpcEndpoints',
    parameters: { VpcEndpointIds: [network.s3Endpoint.vpcEndpointId] },
  };
  expectValues(assertions, endpoint, {
    'VpcEndpoints.0.VpcId': vpc.vpcId,
    'VpcEndpoints.0.VpcEndpointType': 'Gateway',
  });
  const flowLogs = {
    service: 'ec2',
    api: 'describeFlowLogs',
    parameters: { Filter: [{ Name: 'resource-id', Values: [vpc.vpcId] }] },
  };
  expectResponse(assertions, flowLogs, { FlowLogs: expected.flowLogs ? [{ TrafficType: 'ALL' }] : [] });
  expectClosedDefaultGroup(assertions, vpc);
}

/** Expects that a subnet assigns no public IP addresses. */
function expectSubnet(assertions: IDeployAssert, { subnetId }: ec2.ISubnet): void {
  const subnet = { service: 'ec2', api: 'describeSubnets', parameters: { SubnetIds: [subnetId] } };
  expectResponse(assertions, subnet, { Subnets: [{ MapPublicIpOnLaunch: false }] });
}

/** Expects that the default security group of the VPC has no rules. */
function expectClosedDefaultGroup(assertions: IDeployAssert, vpc: ec2.IVpc): void {
  const group = {
    service: 'ec2',
    api: 'describeSecurityGroups',
    parameters: { Filters: [...ofVpc(vpc), { Name: 'group-name', Values: ['default'] }] },
  };
  expectResponse(assertions, group, { SecurityGroups: [{ IpPermissions: [], IpPermissionsEgress: [] }] });
}

const ofVpc = (vpc: ec2.IVpc) => [{ Name: 'vpc-id', Values: [vpc.vpcId] }];
