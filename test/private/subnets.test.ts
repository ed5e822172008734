import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { subnetsByZone } from '../../src/private/subnets';
import { existingVpc, threeZoneStack, twoZoneStack } from '../support/stacks';

const isolated = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const placement = { zones: 3, part: 'a cluster', fewerZones: 'Or make it smaller.' };

test('selects one subnet in each zone', () => {
  const stack = threeZoneStack();
  const subnets = subnetsByZone(stack, { ...placement, vpc: existingVpc(stack), subnets: isolated });
  expect(subnets.map(({ subnetId }) => subnetId)).toEqual([
    'subnet-isolated-a',
    'subnet-isolated-b',
    'subnet-isolated-c',
  ]);
});

test('selects one subnet in each zone if each zone has two', () => {
  const stack = threeZoneStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    isolatedSubnetIds: ['subnet-1a', 'subnet-1b', 'subnet-2a', 'subnet-2b'],
  });
  const subnets = subnetsByZone(stack, { ...placement, zones: 2, vpc, subnets: isolated });
  expect(subnets.map(({ subnetId }) => subnetId)).toEqual(['subnet-1a', 'subnet-1b']);
});

test('selects the listed subnets', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const subnets = subnetsByZone(stack, { ...placement, vpc, subnets: { subnets: vpc.privateSubnets } });
  expect(subnets).toEqual(vpc.privateSubnets);
});

test('throws when the subnets are in too few zones, with the ways to add zones', () => {
  const stack = twoZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 3, subnetConfiguration: [{ name: 'I', ...isolated }] });
  expect(() => subnetsByZone(stack, { ...placement, vpc, subnets: isolated })).toThrow(
    new Error(
      'vpc must be a network with subnets in at least 3 availability zones, which a cluster needs, got subnets in 2. ' +
        'Add subnets to the VPC, or create it with `VpcConstruct`: ' +
        'an `ec2.Vpc` in a stack without `env` has only two zones. Or make it smaller. (in Test)',
    ),
  );
});

test('throws when the VPC has no such subnets, with the subnets that it has', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] });
  expect(() => subnetsByZone(stack, { ...placement, vpc, subnets: isolated })).toThrow(
    /^vpc must have the subnets that a cluster is placed in: .*Isolated.*Public.* Add such subnets to the VPC, or choose others with `vpcSubnets`\. \(in Test\)$/s,
  );
});

test('retains the cause of a failure that is not an Error', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  jest.spyOn(vpc, 'selectSubnets').mockImplementation(() => {
    throw 'no subnets';
  });
  expect(() => subnetsByZone(stack, { ...placement, vpc, subnets: isolated })).toThrow(
    new Error(
      'vpc must have the subnets that a cluster is placed in: no subnets ' +
        'Add such subnets to the VPC, or choose others with `vpcSubnets`. (in Test)',
      { cause: 'no subnets' },
    ),
  );
});
