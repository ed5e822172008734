import {
  CfnResource,
  aws_ec2 as ec2,
  Fn,
  aws_iam as iam,
  aws_rds as rds,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allow, readSecret } from '../../access/permissions';
import type { PartMetrics } from '../../monitoring/part-metrics';
import { serviceResourceName } from '../../naming/physical-names';
import { allowIngress } from '../../naming/security-group-rules';
import { cfnResource } from '../../private/cfn-resource';
import type { StorePlacement } from '../store-placement';
import { connectWithIam, iamUsersOf } from './iam-users';
import { metricsOfProxy } from './rds-metrics';

/** What clients of a database connect to. */
export interface DatabaseEndpoint {
  readonly host: string;
  readonly port: string;
  readonly connections: ec2.Connections;
  /** The id of the database or of the proxy in the ARNs of its users, for IAM. */
  readonly resourceId: string;
  /** The metrics of the proxy; undefined without one. */
  readonly proxy?: PartMetrics;
}

/** Props of `postgresEndpoint`. */
export interface PostgresEndpointProps {
  readonly serviceName: string;
  /** Whether clients connect through RDS Proxy. */
  readonly proxy: boolean;
  readonly target: rds.ProxyTarget;
  /** The secret of the master, if clients log in with it too. */
  readonly sharedSecret?: secretsmanager.ISecret;
  readonly placement: StorePlacement;
  /** The port of the database as a literal value or the user's token. */
  readonly port: number;
  /** The attributes of the database. */
  readonly database: { readonly host: string; readonly port: string; readonly resourceId: string };
}

/** Returns what clients connect to: the proxy of a database, which this function creates, or the database itself. */
export function postgresEndpoint(scope: Construct, props: PostgresEndpointProps): DatabaseEndpoint {
  if (!props.proxy) {
    return { ...props.database, connections: connectionsOf(props.placement.securityGroup, props.port) };
  }
  const securityGroup = createProxyGroup(scope, props);
  const { endpoint, dbProxyArn } = createProxy(scope, props, securityGroup);
  return {
    host: endpoint,
    port: String(PROXY_PORT),
    connections: connectionsOf(securityGroup, PROXY_PORT),
    resourceId: Fn.select(6, Fn.split(':', dbProxyArn)), // arn:aws:rds:<region>:<account>:db-proxy:<id>
    proxy: metricsOfProxy(scope, nameOfProxy(scope, props)),
  };
}

/**
 * Logs in to the database as the user who logs in to the proxy, with IAM on both sides: with passwords, the proxy would have to
 * know the secret of each user.
 *
 * The CDK's class allows ingress from the proxy to the database; the database allows no other ingress.
 */
function createProxy(
  scope: Construct,
  props: PostgresEndpointProps,
  securityGroup: ec2.ISecurityGroup,
): rds.DatabaseProxy {
  const { target, sharedSecret, placement, port } = props;
  const { role, policy } = createProxyRole(scope, props);
  const proxy = new rds.DatabaseProxy(scope, 'Proxy', {
    // Without a feature flag, the CDK names every proxy in an account `Proxy`.
    dbProxyName: nameOfProxy(scope, props),
    proxyTarget: target,
    defaultAuthScheme: rds.DefaultAuthScheme.IAM_AUTH,
    // Imported without its key: the CDK adds the role to the key policy, which is a cycle if the key is in another
    // stack.
    secrets: sharedSecret && [
      secretsmanager.Secret.fromSecretCompleteArn(scope, 'ProxySecret', sharedSecret.secretArn),
    ],
    role: role.withoutPolicyUpdates(),
    vpc: placement.vpc,
    vpcSubnets: placement.vpcSubnets,
    securityGroups: [securityGroup],
    requireTLS: true,
  });
  cfnResource(proxy, rds.CfnDBProxy).node.addDependency(policy);
  createTargetsAfter(proxy, replaceRule(placement.securityGroup, securityGroup, port));
  return proxy;
}

function nameOfProxy(scope: Construct, { serviceName }: PostgresEndpointProps): string {
  return serviceResourceName(scope, { serviceName, kind: 'proxy', maxLength: 60 });
}

/** Uses a managed policy, which can be reviewed on its own, in place of the inline policy of the CDK's class. */
function createProxyRole(
  scope: Construct,
  { serviceName, sharedSecret, database }: PostgresEndpointProps,
): { readonly role: iam.Role; readonly policy: iam.ManagedPolicy } {
  const description = `Allows the proxy of ${serviceName} to log in to its database`;
  const role = new iam.Role(scope, 'ProxyRole', {
    description,
    assumedBy: new iam.ServicePrincipal('rds.amazonaws.com'),
  });
  const policy = new iam.ManagedPolicy(scope, 'ProxyPolicy', { description, roles: [role] });
  allow(policy, [
    ...iamUsersOf(serviceName).map((user) => connectWithIam(scope, database.resourceId, user)),
    ...(sharedSecret ? readSecret(sharedSecret) : []),
  ]);
  return { role, policy };
}

/**
 * Replaces the rule of the CDK's class. Its port is an attribute of the database, which tools that check templates cannot
 * read, and its id depends on the path above the stack.
 */
function replaceRule(
  database: ec2.ISecurityGroup,
  proxy: ec2.ISecurityGroup,
  port: number,
): ec2.CfnSecurityGroupIngress[] {
  for (const rule of ingressRules(database)) {
    database.node.tryRemoveChild(rule.node.id);
  }
  allowIngress(database, proxy, ec2.Port.tcp(port), 'From the proxy');
  return ingressRules(database);
}

function ingressRules(group: ec2.ISecurityGroup): ec2.CfnSecurityGroupIngress[] {
  return group.node.children.filter((child) => child instanceof ec2.CfnSecurityGroupIngress);
}

/**
 * Creates the targets after the instances and the rules. CloudFormation waits for a connection of the proxy to the
 * database, and fails after some minutes without one.
 *
 * Replaces the dependencies, because the CDK adds one on the cluster, which the target references anyway: cfn-lint
 * reports that as W3005.
 * @see https://github.com/aws/aws-cdk/issues/8919
 */
function createTargetsAfter(proxy: rds.DatabaseProxy, rules: readonly ec2.CfnSecurityGroupIngress[]): void {
  const targets = proxy.node.findChild('ProxyTargetGroup');
  if (targets instanceof CfnResource) {
    const instances = targets.obtainDependencies().filter((dependency) => dependency instanceof rds.CfnDBInstance);
    targets.addOverride(
      'DependsOn',
      [...instances, ...rules].map(({ logicalId }) => logicalId),
    );
  }
}

/**
 * Creates a security group that allows egress to the database only.
 *
 * The rule is inline, because EC2 allows all egress from a group without inline egress rules, and the CDK's class
 * declares rules that reference another group as separate resources. The group is then imported as one that allows all
 * outbound traffic, so that the CDK adds no egress rule.
 */
function createProxyGroup(
  scope: Construct,
  { serviceName, placement, port }: PostgresEndpointProps,
): ec2.ISecurityGroup {
  const group = new ec2.CfnSecurityGroup(scope, 'ProxyGroup', {
    vpcId: placement.vpc.vpcId,
    groupDescription: `Allows ${serviceName} to connect to the proxy of its database`,
    securityGroupEgress: [
      {
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        destinationSecurityGroupId: placement.securityGroup.securityGroupId,
        description: `To the database of ${serviceName}`,
      },
    ],
  });
  return ec2.SecurityGroup.fromSecurityGroupId(scope, 'ProxySecurityGroup', group.attrGroupId, {
    allowAllOutbound: true,
  });
}

function connectionsOf(securityGroup: ec2.ISecurityGroup, port: number): ec2.Connections {
  return new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(port) });
}

/** A proxy always listens on the default port of the engine, which can differ from the port of the database. */
const PROXY_PORT = 5432;
