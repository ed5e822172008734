import { aws_ec2 as ec2, Stack, Token } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { isEndpointFor, isOfApp } from '../egress/vpc-endpoints';
import { refuse } from '../private/validation';

/** The AWS services that a rotation can call, by their names in `ec2.InterfaceVpcEndpointAwsService`. */
export type CalledService = 'SECRETS_MANAGER' | 'ELASTICACHE';

/**
 * Rejects a VPC of this app in whose private subnets a function cannot call these services: there is neither a route
 * out of the VPC nor an interface endpoint. The function would time out at each rotation, and no deployment would fail.
 *
 * Checks the complete app when it is synthesized, because an app can add routes and endpoints to a VPC at any time. An
 * imported VPC passes: its routes and endpoints are unknown.
 */
export function requireAwsAccess(scope: IConstruct, vpc: ec2.IVpc, services: readonly CalledService[]): void {
  if (!isOfApp(vpc)) {
    return;
  }
  const validate = () => {
    if (vpc.privateSubnets.every((subnet) => hasRoute(scope, subnet))) {
      return [];
    }
    const missing = services.filter((service) => !hasEndpoint(scope, vpc, service));
    return missing.length === 0 ? [] : [refusal(scope, missing).message];
  };
  scope.node.addValidation({ validate });
}

/**
 * Returns the interface endpoints of the VPC in the stack of the scope, as one dependency. Like the routes of a function
 * in a VPC, which the CDK adds, they must exist before the function runs.
 */
export function interfaceEndpoints(scope: IConstruct, vpc: ec2.IVpc): IDependable {
  const endpoints: IDependable = {};
  Dependable.implement(endpoints, {
    get dependencyRoots() {
      return endpointsOf(scope, vpc).filter((endpoint) => Stack.of(endpoint) === Stack.of(scope));
    },
  });
  return endpoints;
}

function refusal(scope: IConstruct, missing: readonly CalledService[]): Error {
  const endpoints = missing.map((service) => `\`InterfaceVpcEndpointAwsService.${service}\``).join(' and ');
  return refuse(scope, {
    prop: 'vpc',
    gotInWords: 'private subnets without a route out of the VPC and without these endpoints',
    allowed:
      'a network in which the function that rotates the password can call AWS: with a NAT gateway, or with interface ' +
      `endpoints for ${missing.map(shortName).join(' and ')}`,
    fix:
      `Add ${endpoints} to \`interfaceEndpoints\` of the network, set its \`natGateways\` to \`NatGateways.ONE\`, or ` +
      'set `rotationInterval` to 0 days to disable rotation.',
  });
}

/** The interface endpoints that the app has created in the VPC so far. */
function endpointsOf(scope: IConstruct, vpc: ec2.IVpc): ec2.CfnVPCEndpoint[] {
  const resource = vpc.node.defaultChild;
  // A VPC of a platform has another token for its id than its resource has.
  const ids = [vpc.vpcId, ...(ec2.CfnVPC.isCfnVPC(resource) ? [resource.ref] : [])];
  return scope.node.root.node
    .findAll()
    .filter((construct) => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(construct))
    .filter(({ vpcId, vpcEndpointType }) => ids.includes(vpcId ?? '') && vpcEndpointType === 'Interface');
}

/** Whether the VPC has an interface endpoint whose private DNS name is the name that the AWS SDK calls. */
function hasEndpoint(scope: IConstruct, vpc: ec2.IVpc, service: CalledService): boolean {
  return endpointsOf(scope, vpc).some(
    (endpoint) => endpoint.privateDnsEnabled !== false && isEndpointFor(shortName(service), endpoint),
  );
}

/** Whether packets can leave the subnet for IPv4 addresses outside of the VPC. The destination of a route is not checked. */
function hasRoute(scope: IConstruct, subnet: ec2.ISubnet): boolean {
  const { routeTableId } = subnet.routeTable;
  const isRoute = (construct: IConstruct): boolean =>
    (ec2.CfnRoute.isCfnRoute(construct) &&
      construct.routeTableId === routeTableId &&
      construct.destinationIpv6CidrBlock === undefined) ||
    (ec2.CfnVPNGatewayRoutePropagation.isCfnVPNGatewayRoutePropagation(construct) &&
      (Token.isUnresolved(construct.routeTableIds) || construct.routeTableIds.includes(routeTableId)));
  // The CDK's own route is in the subnet, which spares a search of the whole app for each rotation.
  return [subnet, scope.node.root].some(({ node }) => node.findAll().some(isRoute));
}

function shortName(service: CalledService): string {
  return ec2.InterfaceVpcEndpointAwsService[service].shortName;
}
