import {
  CfnResource,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_rds as rds,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allow, readSecret } from '../../access/permissions';
import { serviceResourceName } from '../../naming/physical-names';
import { allowIngress } from '../../naming/security-group-rules';
import { cfnResource } from '../../private/cfn-resource';
import type { DatabaseLogin } from '../login-store';
import type { StorePlacement } from '../store-placement';

/** The host name and the port of a database. */
export interface DatabaseEndpoint {
  readonly host: string;
  readonly port: string;
}

/** Props of `postgresAccess`. */
export interface PostgresAccessProps {
  readonly serviceName: string;
  /** Whether clients connect through RDS Proxy. */
  readonly proxy: boolean;
  readonly target: rds.ProxyTarget;
  readonly secret: secretsmanager.ISecret;
  readonly placement: StorePlacement;
  /** The port of the database as a literal value or the user's token. */
  readonly port: number;
  /** The endpoint attributes of the database. */
  readonly endpoint: DatabaseEndpoint;
}

/** Returns the login of a database: at its proxy, which this function creates, or at the database itself. */
export function postgresAccess(scope: Construct, props: PostgresAccessProps): DatabaseLogin {
  const { serviceName: databaseName, secret } = props;
  if (!props.proxy) {
    return {
      ...props.endpoint,
      databaseName,
      secret,
      connections: connectionsOf(props.placement.securityGroup, props.port),
    };
  }
  const securityGroup = createProxyGroup(scope, props);
  const { endpoint } = createProxy(scope, props, securityGroup);
  return {
    host: endpoint,
    port: String(PROXY_PORT),
    databaseName,
    secret,
    connections: connectionsOf(securityGroup, PROXY_PORT),
  };
}

/** The CDK's class allows ingress from the proxy to the database; the database allows no other ingress. */
function createProxy(
  scope: Construct,
  { serviceName, target, secret, placement, port }: PostgresAccessProps,
  securityGroup: ec2.ISecurityGroup,
): rds.DatabaseProxy {
  const { role, policy } = createProxyRole(scope, serviceName, secret);
  const proxy = new rds.DatabaseProxy(scope, 'Proxy', {
    // Without a feature flag, the CDK names every proxy in an account `Proxy`.
    dbProxyName: serviceResourceName(scope, { serviceName, kind: 'proxy', maxLength: 60 }),
    proxyTarget: target,
    // Imported without its key: the CDK adds the role to the key policy, which is a cycle if the key is in another
    // stack.
    secrets: [secretsmanager.Secret.fromSecretCompleteArn(scope, 'ProxySecret', secret.secretArn)],
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

/** Uses a managed policy, which can be reviewed on its own, in place of the inline policy of the CDK's class. */
function createProxyRole(
  scope: Construct,
  serviceName: string,
  secret: secretsmanager.ISecret,
): { readonly role: iam.Role; readonly policy: iam.ManagedPolicy } {
  const role = new iam.Role(scope, 'ProxyRole', {
    description: `Allows the proxy of ${serviceName} to read the secret of its database`,
    assumedBy: new iam.ServicePrincipal('rds.amazonaws.com'),
  });
  const policy = new iam.ManagedPolicy(scope, 'ProxyPolicy', {
    description: `Allows the proxy of ${serviceName} to read the secret of its database`,
    roles: [role],
  });
  allow(policy, readSecret(secret));
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
function createProxyGroup(scope: Construct, { serviceName, placement, port }: PostgresAccessProps): ec2.ISecurityGroup {
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
