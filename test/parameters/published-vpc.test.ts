import { App, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PublishedValues } from '../../src/parameters/published-values';
import { publishedVpc, publishVpc } from '../../src/parameters/published-vpc';
import { CrossStackValues } from '../support/cross-stack-values';
import { existingVpc } from '../support/stacks';

const ENV = { account: '123456789012', region: 'eu-central-1' };

function shop() {
  const app = new App();
  const [stack, reader] = ['Shop', 'Reader'].map((id) => new Stack(app, id, { env: ENV }));
  return { app, stack, reader, values: new PublishedValues(stack, 'Values', '/production/_platform/network') };
}

/** What a security group and a network interface in a stack read of a VPC. */
function readIn(app: App, stack: Stack, vpc: ec2.IVpc) {
  new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'reads', vpcId: vpc.vpcId });
  new ec2.CfnNetworkInterface(stack, 'Interface', { subnetId: vpc.privateSubnets[0].subnetId });
  app.synth();
  const { Group, Interface } = Template.fromStack(stack).toJSON().Resources;
  return new CrossStackValues(app).resolve(stack, [Group.Properties.VpcId, Interface.Properties.SubnetId]);
}

const IN_SHOP = [
  { 'in Shop': { Ref: expect.stringMatching(/^Vpc[0-9A-F]{8}$/) } },
  { 'in Shop': { Ref: expect.stringMatching(/^VpcPrivateSubnet1Subnet/) } },
];

test('another stack reads the ids of a published VPC and of its subnets from a parameter', () => {
  const { app, stack, reader, values } = shop();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  publishVpc(values, vpc);
  expect(readIn(app, reader, vpc)).toEqual(IN_SHOP);
  expect(JSON.stringify(Template.fromStack(reader).toJSON())).not.toContain('Fn::ImportValue');
});

test('a VPC of the user stays as it is, and a copy has the published ids', () => {
  const { app, stack, reader, values } = shop();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const { vpcId } = vpc;
  const [{ subnetId }] = vpc.privateSubnets;
  const copy = publishedVpc(values, vpc);
  expect([vpc.vpcId, vpc.privateSubnets[0].subnetId]).toEqual([vpcId, subnetId]);
  const { subnetIds } = copy.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS });
  expect(subnetIds).toEqual(copy.privateSubnets.map((subnet) => subnet.subnetId));
  expect(subnetIds).not.toContain(subnetId);
  expect(readIn(app, reader, copy)).toEqual(IN_SHOP);
});

test('an imported VPC is used as it is, without a parameter', () => {
  const { app, stack, reader, values } = shop();
  const vpc = existingVpc(stack);
  expect(publishedVpc(values, vpc)).toBe(vpc);
  expect(readIn(app, reader, vpc)).toEqual(['vpc-1', 'subnet-private-a']);
  expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
});
