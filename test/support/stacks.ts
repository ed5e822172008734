import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { newApp } from './apps';

/** Creates a stack with an account and a region, which has three Availability Zones, in an app with these feature flags. */
export function threeZoneStack(context: Record<string, unknown> = {}): Stack {
  return new Stack(newApp(context), 'Test', { env: { account: '123456789012', region: 'eu-central-1' } });
}

/** Creates a stack without an account and a region, which has two Availability Zones. */
export function twoZoneStack(): Stack {
  return new Stack(newApp(), 'Test');
}

/** Imports a VPC with public, private and isolated subnets in three Availability Zones. */
export function existingVpc(stack: Stack, id = 'ExistingVpc'): ec2.IVpc {
  const zones = ['a', 'b', 'c'];
  return ec2.Vpc.fromVpcAttributes(stack, id, {
    vpcId: 'vpc-1',
    availabilityZones: zones.map((zone) => `eu-central-1${zone}`),
    publicSubnetIds: zones.map((zone) => `subnet-public-${zone}`),
    publicSubnetRouteTableIds: zones.map((zone) => `rtb-public-${zone}`),
    privateSubnetIds: zones.map((zone) => `subnet-private-${zone}`),
    privateSubnetRouteTableIds: zones.map((zone) => `rtb-private-${zone}`),
    isolatedSubnetIds: zones.map((zone) => `subnet-isolated-${zone}`),
    isolatedSubnetRouteTableIds: zones.map((zone) => `rtb-isolated-${zone}`),
  });
}

/** Returns the only resource of a type. Throws if the template has none or several. */
export function onlyResource(
  template: Template,
  type: string,
): { Properties: Record<string, unknown> } & Record<string, unknown> {
  const resources = Object.values(template.findResources(type));
  if (resources.length !== 1) {
    throw new Error(`expected one ${type}, found ${resources.length}`);
  }
  return { Properties: {}, ...resources[0] };
}

/** Returns the template of a stack. */
export function templateOf(stack: Stack): Template {
  return Template.fromStack(stack);
}

/** Returns the properties of all resources by type, in the order of the template. */
export function propertiesByType(template: Template): Record<string, unknown[]> {
  const resources: Array<{ readonly Type: string; readonly Properties?: unknown }> = Object.values(
    template.toJSON().Resources,
  );
  const types = [...new Set(resources.map(({ Type }) => Type))];
  return Object.fromEntries(
    types.map((type) => [type, resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties)]),
  );
}
