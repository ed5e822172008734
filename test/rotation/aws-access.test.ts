import { CfnParameter, Duration, aws_ec2 as ec2, Stack, Token } from 'aws-cdk-lib';
import {
  AWSProvider,
  CacheConstruct,
  DataStore,
  DevelopmentProvider,
  EcommerceInfrastructure,
  type EcommercePlatformProps,
  LocalStackProvider,
  NatGateways,
  ServiceCatalogue,
} from '../../src';
import { newApp } from '../support/apps';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';
import { broker, cache, documents, PARTS, type Part } from './rotation-targets';

const { STS, SECRETS_MANAGER, ELASTICACHE } = ec2.InterfaceVpcEndpointAwsService;

/** A VPC of the app whose private subnets have no route out of it. */
function closedVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: [
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
}

/** Synthesizes a part in a VPC without a route out of it, to which `open` adds something. */
function inClosedVpc(part: Part, open: (vpc: ec2.Vpc, stack: Stack) => void = () => undefined, props = {}) {
  const stack = threeZoneStack();
  const vpc = closedVpc(stack);
  part(stack, { provider: new AWSProvider(), vpc, ...props });
  open(vpc, stack); // after the part, because an app can open its VPC at any time
  return () => templateOf(stack);
}

/** Synthesizes the platform without NAT gateways. */
function withoutNat(props: Partial<EcommercePlatformProps> = {}) {
  const { network, ...others } = props;
  const stack = new EcommerceInfrastructure(newApp(), 'Ecommerce', {
    provider: new AWSProvider(),
    network: { natGateways: NatGateways.NONE, ...network },
    ...others,
  });
  return () => templateOf(stack);
}

function refusal(names: string, constants: string, path: string): string {
  return (
    'vpc must be a network in which the function that rotates the password can call AWS: with a NAT gateway, or with ' +
    `interface endpoints for ${names}, got private subnets without a route out of the VPC and without these endpoints. ` +
    `Add ${constants} to \`interfaceEndpoints\` of the network, set its \`natGateways\` to \`NatGateways.ONE\`, or set ` +
    `\`rotationInterval\` to 0 days to disable rotation. (in ${path})`
  );
}

const SECRETS = '`InterfaceVpcEndpointAwsService.SECRETS_MANAGER`';
const CACHES = '`InterfaceVpcEndpointAwsService.ELASTICACHE`';

const REFUSED: ReadonlyArray<readonly [string, Part, string, string]> = [
  ['the broker', broker, 'secretsmanager', SECRETS],
  ['the cache', cache, 'secretsmanager and elasticache', `${SECRETS} and ${CACHES}`],
  ['DocumentDB', documents, 'secretsmanager', SECRETS],
];

describe('rotation in a VPC of the app', () => {
  test.each(REFUSED)('of the password of %s is refused without a way to AWS', (_, part, names, constants) => {
    expect(inClosedVpc(part)).toThrow(refusal(names, constants, 'Test/Part/Rotation'));
  });

  test('is refused when one of two endpoints is missing, and the error names only that one', () => {
    const open = (vpc: ec2.Vpc) => vpc.addInterfaceEndpoint('Secrets', { service: SECRETS_MANAGER });
    expect(inClosedVpc(cache, open)).toThrow(refusal('elasticache', CACHES, 'Test/Part/Rotation'));
  });

  test('is refused when the endpoint is in another VPC', () => {
    const open = (_: ec2.Vpc, stack: Stack) => {
      const service = SECRETS_MANAGER;
      new ec2.InterfaceVpcEndpoint(stack, 'Secrets', { vpc: new ec2.Vpc(stack, 'Other'), service });
    };
    expect(inClosedVpc(broker, open)).toThrow('secretsmanager');
  });

  test('is refused when the endpoint has no private DNS name, because the function calls the public name', () => {
    const open = (vpc: ec2.Vpc) =>
      vpc.addInterfaceEndpoint('Secrets', { service: SECRETS_MANAGER, privateDnsEnabled: false });
    expect(inClosedVpc(broker, open)).toThrow('secretsmanager');
  });

  test('is refused when an endpoint of the VPC is for another kind of target', () => {
    const open = (vpc: ec2.Vpc, stack: Stack) =>
      new ec2.CfnVPCEndpoint(stack, 'Resource', { vpcId: vpc.vpcId, vpcEndpointType: 'Resource' });
    expect(inClosedVpc(broker, open)).toThrow('secretsmanager');
  });

  test('is refused when the endpoint is for a service whose name starts with the same letters', () => {
    const { ELASTICACHE_FIPS } = ec2.InterfaceVpcEndpointAwsService;
    const open = (vpc: ec2.Vpc) => {
      vpc.addInterfaceEndpoint('Secrets', { service: SECRETS_MANAGER });
      vpc.addInterfaceEndpoint('Caches', { service: ELASTICACHE_FIPS });
    };
    expect(inClosedVpc(cache, open)).toThrow(refusal('elasticache', CACHES, 'Test/Part/Rotation'));
  });

  test('is refused when only the addresses of IPv6 have a route', () => {
    const open = (vpc: ec2.Vpc) => {
      const gateway = new ec2.CfnEgressOnlyInternetGateway(vpc, 'Egress', { vpcId: vpc.vpcId });
      for (const { routeTable, node } of vpc.privateSubnets) {
        new ec2.CfnRoute(vpc, `${node.id}Route`, {
          routeTableId: routeTable.routeTableId,
          destinationIpv6CidrBlock: '::/0',
          egressOnlyInternetGatewayId: gateway.ref,
        });
      }
    };
    expect(inClosedVpc(broker, open)).toThrow('secretsmanager');
  });

  test('is refused when one of the private subnets has no route', () => {
    const open = (vpc: ec2.Vpc) =>
      new ec2.CfnRoute(vpc, 'Route', {
        routeTableId: vpc.privateSubnets[0].routeTable.routeTableId,
        destinationCidrBlock: '0.0.0.0/0',
        transitGatewayId: 'tgw-1',
      });
    expect(inClosedVpc(broker, open)).toThrow('secretsmanager');
  });

  const ACCEPTED: ReadonlyArray<readonly [string, Part, (vpc: ec2.Vpc, stack: Stack) => void]> = [
    [
      'for the cache with the endpoints of Secrets Manager and ElastiCache',
      cache,
      (vpc) => {
        vpc.addInterfaceEndpoint('Secrets', { service: SECRETS_MANAGER });
        vpc.addInterfaceEndpoint('Caches', { service: ELASTICACHE });
      },
    ],
    [
      'for DocumentDB with the endpoint of Secrets Manager, and with that of S3 for its logins',
      documents,
      (vpc) => {
        vpc.addInterfaceEndpoint('Secrets', { service: SECRETS_MANAGER });
        vpc.addGatewayEndpoint('Answers', { service: ec2.GatewayVpcEndpointAwsService.S3 });
      },
    ],
    [
      'with an endpoint in another stack',
      broker,
      (vpc, stack) => {
        const other = new Stack(stack.node.root, 'Endpoints', { env: stack.env });
        new ec2.InterfaceVpcEndpoint(other, 'Secrets', { vpc, service: SECRETS_MANAGER });
      },
    ],
    [
      'with an endpoint whose service is a token',
      broker,
      (vpc, stack) => {
        const service = new CfnParameter(stack, 'Service').valueAsString;
        new ec2.CfnVPCEndpoint(stack, 'Any', { vpcId: vpc.vpcId, serviceName: service, vpcEndpointType: 'Interface' });
      },
    ],
    [
      'with a route of the app to a transit gateway',
      broker,
      (vpc) => {
        for (const { routeTable, node } of vpc.privateSubnets) {
          new ec2.CfnRoute(vpc, `${node.id}Route`, {
            routeTableId: routeTable.routeTableId,
            destinationCidrBlock: '0.0.0.0/0',
            transitGatewayId: 'tgw-1',
          });
        }
      },
    ],
    [
      'with a VPN gateway that propagates its routes',
      broker,
      (vpc) => vpc.enableVpnGateway({ type: 'ipsec.1', vpnRoutePropagation: [{ subnets: vpc.privateSubnets }] }),
    ],
    [
      'with a VPN gateway whose route tables are a token',
      broker,
      (_, stack) => {
        const routeTableIds = new CfnParameter(stack, 'Tables', { type: 'CommaDelimitedList' }).valueAsList;
        new ec2.CfnVPNGatewayRoutePropagation(stack, 'Routes', { routeTableIds, vpnGatewayId: 'vgw-1' });
      },
    ],
  ];

  test.each(ACCEPTED)('is accepted %s', (_, part, open) => {
    expect(inClosedVpc(part, open)).not.toThrow();
  });

  test.each(PARTS)('of the password of %s is accepted with a NAT gateway', (_, part) => {
    const stack = threeZoneStack();
    part(stack, {
      provider: new AWSProvider(),
      vpc: new ec2.Vpc(stack, 'Vpc', {
        natGateways: 1,
        subnetConfiguration: [
          { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
          { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
          { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        ],
      }),
    });
    expect(() => templateOf(stack)).not.toThrow();
  });

  test.each([
    ['the broker', broker],
    ['the cache', cache],
  ])('is not checked for %s when rotation is disabled', (_, part) => {
    expect(inClosedVpc(part, undefined, { rotationInterval: Duration.days(0) })).not.toThrow();
  });

  test('is checked for the logins of DocumentDB only when rotation is disabled', () => {
    const synthesize = inClosedVpc(documents, undefined, { rotationInterval: Duration.days(0) });
    expect(synthesize).toThrow(
      'vpc must be a network in which the function that creates the logins of services can call AWS',
    );
    expect(synthesize).not.toThrow('the function that rotates the password');
  });

  test('is checked when the interval is a token', () => {
    const rotationInterval = Duration.days(Token.asNumber({ Ref: 'Days' }));
    expect(inClosedVpc(broker, undefined, { rotationInterval })).toThrow('secretsmanager');
  });
});

const OF_LOGINS = 'the function that creates the logins of services can call AWS';
const OF_ROTATION = 'the function that rotates the password can call AWS';

describe('rotation on the platform', () => {
  test('is refused without NAT gateways and endpoints', () => {
    const path = 'Ecommerce/Platform/Cache/Rotation';
    const expected = refusal('secretsmanager and elasticache', `${SECRETS} and ${CACHES}`, path);
    expect(withoutNat({ logins: { sharedLogins: true } })).toThrow(expected);
  });

  test('is accepted when the advice of the error is followed', () => {
    const catalogue = ServiceCatalogue.PHASE_ONE.withStore('productservice', DataStore.documentDb());
    expect(
      withoutNat({ catalogue, network: { interfaceEndpoints: [SECRETS_MANAGER, ELASTICACHE, STS] } }),
    ).not.toThrow();
    expect(withoutNat({ network: { natGateways: NatGateways.ONE } })).not.toThrow();
    const rotationInterval = Duration.days(0);
    const unrotated = withoutNat({ cache: { rotationInterval }, messaging: { rotationInterval } });
    expect(unrotated).toThrow(OF_LOGINS); // which are created without rotation, too
    expect(unrotated).not.toThrow(OF_ROTATION);
  });

  test.each([
    ['local', new LocalStackProvider()],
    ['development', new DevelopmentProvider()],
  ])('is not checked in %s, which rotates no passwords', (_, provider) => {
    expect(withoutNat({ provider })).toThrow(OF_LOGINS);
    expect(withoutNat({ provider })).not.toThrow(OF_ROTATION);
  });
});

describe('rotation in a VPC whose routes are unknown', () => {
  test('is accepted in an imported VPC', () => {
    const stack = threeZoneStack();
    cache(stack, { provider: new AWSProvider(), vpc: existingVpc(stack) });
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('is accepted in a VPC that is looked up', () => {
    const stack = threeZoneStack();
    const vpc = ec2.Vpc.fromLookup(stack, 'LookedUp', { vpcId: 'vpc-1' });
    const vpcSubnets = { subnets: vpc.privateSubnets };
    new CacheConstruct(stack, 'Cache', { provider: new AWSProvider(), vpc, vpcSubnets });
    expect(() => templateOf(stack)).not.toThrow();
  });
});
