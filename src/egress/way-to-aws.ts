import { aws_ec2 as ec2, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { cfnResource } from '../private/cfn-resource';
import { isEndpointFor, isOfApp, isOfAws } from './vpc-endpoints';

/** A rule of the way out of a service. */
export interface EgressRule {
  readonly peer: ec2.IPeer;
  readonly port: ec2.Port;
  readonly description?: string;
}

/** The rules for AWS, and why workloads cannot do with them. */
export interface WayToAws {
  readonly rules: EgressRule[];
  /** The reason, as a sentence; undefined if the way is complete. */
  readonly gap?: string;
}

/**
 * Finds the way to AWS through the endpoints of the network: the security groups of its interface endpoints and, because a
 * gateway endpoint has no security group, the prefix lists of S3 and DynamoDB.
 *
 * The endpoints are those that the VPC has when the service is created.
 *
 * @param gateways the services with gateway endpoints that workloads need, by their short names
 */
export function wayToAws(scope: Construct, vpc: ec2.IVpc, gateways: readonly string[]): WayToAws {
  if (!isOfApp(vpc)) {
    return { rules: [], gap: 'The endpoints of an existing VPC are unknown.' };
  }
  const endpoints = vpc.node.children
    .filter((child) => child instanceof ec2.InterfaceVpcEndpoint)
    .filter((endpoint) => isOfAws(cfnResource(endpoint, ec2.CfnVPCEndpoint)));
  const groups = new Set(endpoints.flatMap(({ connections }) => connections.securityGroups));
  const rules = [...groups].map((peer) => ({ peer, port: ec2.Port.HTTPS, description: 'To the interface endpoints' }));
  const missing = [
    ...WORKLOADS_NEED.filter((name) => !endpoints.some((endpoint) => serves(name, endpoint))),
    ...gateways.filter((name) => !vpc.node.children.some((child) => isGateway(name, child))),
  ];
  if (missing.length > 0) {
    return { rules, gap: `The network has no endpoint for ${missing.join(', ')}.` };
  }
  const { account, region } = Stack.of(scope);
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    return {
      rules,
      gap: `The CDK cannot look up the prefix lists of ${gateways.join(' and ')}, because the stack has no \`env\`.`,
    };
  }
  return { rules: [...rules, ...gateways.map((name) => prefixListRule(scope, region, name))] };
}

/** The services that workloads call before they run: images, logs, secrets, keys and parameters. */
const WORKLOADS_NEED = ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager', 'kms', 'ssm'];

/** Whether clients reach the service by its usual name. */
function serves(name: string, endpoint: ec2.InterfaceVpcEndpoint): boolean {
  const resource = cfnResource(endpoint, ec2.CfnVPCEndpoint);
  return resource.privateDnsEnabled !== false && isEndpointFor(name, resource);
}

function isGateway(name: string, child: unknown): boolean {
  return child instanceof ec2.GatewayVpcEndpoint && isEndpointFor(name, cfnResource(child, ec2.CfnVPCEndpoint));
}

function prefixListRule(scope: Construct, region: string, name: string): EgressRule {
  const list = ec2.PrefixList.fromLookup(scope, `PrefixList-${name}`, {
    prefixListName: `com.amazonaws.${region}.${name}`,
  });
  return { peer: list, port: ec2.Port.HTTPS, description: `To ${name} through its gateway endpoint` };
}
