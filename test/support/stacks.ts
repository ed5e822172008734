import { App, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** A stack with three zones, in an app with the given feature flags. */
export function threeZoneStack(context: Record<string, unknown> = {}): Stack {
  return new Stack(new App({ context }), 'Test', { env: { account: '123456789012', region: 'eu-central-1' } });
}

/** A stack without an environment: it has two zones. */
export function twoZoneStack(): Stack {
  return new Stack(new App(), 'Test');
}

/** The VPC of somebody else, with public, private and isolated subnets in three zones. */
export function existingVpc(stack: Stack): ec2.IVpc {
  const zones = ['a', 'b', 'c'];
  return ec2.Vpc.fromVpcAttributes(stack, 'ExistingVpc', {
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

/** The one resource of a type in a template. */
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

/** The template of the stack. */
export function templateOf(stack: Stack): Template {
  return Template.fromStack(stack);
}

/** The properties of every resource in a template, by type, in the template's order. */
export function propertiesByType(template: Template): Record<string, unknown[]> {
  const resources: Array<{ readonly Type: string; readonly Properties?: unknown }> = Object.values(
    template.toJSON().Resources,
  );
  const types = [...new Set(resources.map(({ Type }) => Type))];
  return Object.fromEntries(
    types.map((type) => [type, resources.filter(({ Type }) => Type === type).map(({ Properties = {} }) => Properties)]),
  );
}
