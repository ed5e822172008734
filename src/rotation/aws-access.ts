import { aws_ec2 as ec2, Token } from 'aws-cdk-lib';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { isEndpointFor, isOfApp } from '../egress/vpc-endpoints';
import { topLevelStack } from '../naming/stack-path';
import { refuse } from '../private/validation';

/** The AWS services that a function can call, by their names in `ec2.InterfaceVpcEndpointAwsService`. */
export type CalledService = 'SECRETS_MANAGER' | 'ELASTICACHE' | 'S3' | 'STS';

/** A function that calls AWS. */
export interface AwsCaller {
  readonly services: readonly CalledService[];
  /** What the function does, completing "the function that ...". */
  readonly purpose: string;
  /** What else the user can do, completing the remedy. */
  readonly alternative?: string;
}

/**
 * Rejects a VPC of this app in whose private subnets a function cannot call its services: there is neither a route
 * out of the VPC nor an endpoint. The function would time out, at a rotation without the failure of a deployment.
 *
 * Checks the complete app when it is synthesized, because an app can add routes and endpoints to a VPC at any time. An
 * imported VPC passes: its routes and endpoints are unknown.
 */
export function requireAwsAccess(scope: IConstruct, vpc: ec2.IVpc, caller: AwsCaller): void {
  if (!isOfApp(vpc)) {
    return;
  }
  const validate = () => {
    if (vpc.privateSubnets.every((subnet) => hasRoute(scope, subnet))) {
      return [];
    }
    const missing = caller.services.filter((service) => !hasEndpoint(scope, vpc, service));
    return missing.length === 0 ? [] : [refusal(scope, missing, caller).message];
  };
  scope.node.addValidation({ validate });
}

/**
 * Returns the interface endpoints of the VPC in the stack of the scope, as one dependency. Like the routes of a function
 * in a VPC, which the CDK adds, they must exist before the function runs.
 */
export function interfaceEndpoints(scope: IConstruct, vpc: ec2.IVpc): IDependable {
  return endpointsInStack(scope, vpc, isInterface);
}

/** Returns the gateway endpoints in the same way, for a function that calls S3. */
export function gatewayEndpoints(scope: IConstruct, vpc: ec2.IVpc): IDependable {
  return endpointsInStack(scope, vpc, (endpoint) => !isInterface(endpoint));
}

function endpointsInStack(
  scope: IConstruct,
  vpc: ec2.IVpc,
  isWanted: (endpoint: ec2.CfnVPCEndpoint) => boolean,
): IDependable {
  const endpoints: IDependable = {};
  Dependable.implement(endpoints, {
    get dependencyRoots() {
      return endpointsOf(scope, vpc).filter(
        (endpoint) => isWanted(endpoint) && topLevelStack(endpoint) === topLevelStack(scope),
      );
    },
  });
  return endpoints;
}

function refusal(
  scope: IConstruct,
  missing: readonly CalledService[],
  { purpose, alternative = '' }: AwsCaller,
): Error {
  const list = (services: readonly CalledService[], prefix: string) =>
    services.map((service) => `\`${prefix}VpcEndpointAwsService.${service}\``).join(' and ');
  const gateways = missing.filter((service) => service === 'S3');
  const interfaces = missing.filter((service) => service !== 'S3');
  const remedies = [
    ...(interfaces.length > 0 ? [`add ${list(interfaces, 'Interface')} to \`interfaceEndpoints\` of the network`] : []),
    ...(gateways.length > 0 ? [`add the gateway endpoint ${list(gateways, 'Gateway')} to the VPC`] : []),
  ].join(' and ');
  return refuse(scope, {
    prop: 'vpc',
    gotInWords: 'private subnets without a route out of the VPC and without these endpoints',
    allowed:
      `a network in which the function that ${purpose} can call AWS: with a NAT gateway, or with ` +
      `${gateways.length > 0 ? 'endpoints' : 'interface endpoints'} for ${missing.map(shortName).join(' and ')}`,
    fix:
      `${remedies.charAt(0).toUpperCase()}${remedies.slice(1)}, ${alternative === '' ? 'or ' : ''}set its ` +
      `\`natGateways\` to \`NatGateways.ONE\`${alternative === '' ? '' : `, or ${alternative}`}.`,
  });
}

/** The endpoints that the app has created in the VPC so far. */
function endpointsOf(scope: IConstruct, vpc: ec2.IVpc): ec2.CfnVPCEndpoint[] {
  const resource = vpc.node.defaultChild;
  // A VPC of a platform has another token for its id than its resource has.
  const ids = [vpc.vpcId, ...(ec2.CfnVPC.isCfnVPC(resource) ? [resource.ref] : [])];
  return scope.node.root.node
    .findAll()
    .filter((construct) => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(construct))
    .filter(({ vpcId }) => ids.includes(vpcId ?? ''));
}

function isInterface({ vpcEndpointType }: ec2.CfnVPCEndpoint): boolean {
  return vpcEndpointType === 'Interface';
}

/**
 * Whether the VPC has an endpoint for the name that the AWS SDK calls: an interface endpoint with private DNS, or the gateway
 * endpoint of S3.
 */
function hasEndpoint(scope: IConstruct, vpc: ec2.IVpc, service: CalledService): boolean {
  return endpointsOf(scope, vpc).some(
    (endpoint) =>
      (isInterface(endpoint) ? endpoint.privateDnsEnabled !== false : service === 'S3') &&
      isEndpointFor(shortName(service), endpoint),
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
