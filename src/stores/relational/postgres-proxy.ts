import {
  CfnResource,
  aws_ec2 as ec2,
  aws_iam as iam,
  Names,
  aws_rds as rds,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allow, readSecret } from '../../access/permissions';
import { cfnResource } from '../../private/cfn-resource';
import type { DatabaseLogin } from '../login-store';
import type { StorePlacement } from '../store-placement';

/** A host name, and a port as a string. */
export interface DatabaseEndpoint {
  readonly host: string;
  readonly port: string;
}

/** A database, and whether a proxy stands before it. */
export interface PostgresAccessProps {
  readonly serviceName: string;
  readonly proxy: boolean;
  readonly target: rds.ProxyTarget;
  readonly secret: secretsmanager.ISecret;
  readonly placement: StorePlacement;
  /** The port that the database was given. */
  readonly port: number;
  /** Where the database says that it is. */
  readonly endpoint: DatabaseEndpoint;
}

/** The way to a database: its proxy where it has one, else itself. */
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

/** The CDK's own class opens the way from the proxy to the database, which admits nobody else. */
function createProxy(
  scope: Construct,
  { target, secret, placement, port }: PostgresAccessProps,
  securityGroup: ec2.ISecurityGroup,
): rds.DatabaseProxy {
  const { role, policy } = createProxyRole(scope, secret);
  const proxy = new rds.DatabaseProxy(scope, 'Proxy', {
    // Without the feature flag the CDK would call every proxy of an account `Proxy`.
    dbProxyName: Names.uniqueResourceName(scope, { maxLength: 60, separator: '-' }),
    proxyTarget: target,
    // Without its key, in whose policy the CDK would write the role: a circle, where the key is in another stack.
    secrets: [secretsmanager.Secret.fromSecretCompleteArn(scope, 'ProxySecret', secret.secretArn)],
    role: role.withoutPolicyUpdates(),
    vpc: placement.vpc,
    vpcSubnets: placement.vpcSubnets,
    securityGroups: [securityGroup],
    requireTLS: true,
  });
  cfnResource(proxy, rds.CfnDBProxy).node.addDependency(policy);
  nameThePort(placement.securityGroup, port);
  dropRedundantDependency(proxy);
  return proxy;
}

/** With a policy that can be reviewed by itself; the CDK would write its own into the role. */
function createProxyRole(
  scope: Construct,
  secret: secretsmanager.ISecret,
): { readonly role: iam.Role; readonly policy: iam.ManagedPolicy } {
  const role = new iam.Role(scope, 'ProxyRole', {
    description: `Proxy of ${scope.node.path}`,
    assumedBy: new iam.ServicePrincipal('rds.amazonaws.com'),
  });
  const policy = new iam.ManagedPolicy(scope, 'ProxyPolicy', {
    description: `Logging in to the database of ${scope.node.path}`,
    roles: [role],
  });
  allow(policy, readSecret(secret));
  return { role, policy };
}

/** The CDK's class asks the database for its port; what checks templates can read only one that is written out. */
function nameThePort(securityGroup: ec2.ISecurityGroup, port: number): void {
  for (const rule of securityGroup.node.children) {
    if (rule instanceof ec2.CfnSecurityGroupIngress) {
      rule.fromPort = port;
      rule.toPort = port;
    }
  }
}

/** The CDK says twice that a target depends on its cluster, which it names; cfn-lint calls that W3005. */
function dropRedundantDependency(proxy: rds.DatabaseProxy): void {
  const target = proxy.node.findChild('ProxyTargetGroup');
  if (!(target instanceof CfnResource)) {
    return;
  }
  const instances = target.obtainDependencies().filter((dependency) => dependency instanceof rds.CfnDBInstance);
  if (instances.length > 0) {
    target.addOverride(
      'DependsOn',
      instances.map(({ logicalId }) => logicalId),
    );
  }
}

/**
 * A group that opens the way to the database and no other.
 *
 * The CDK's own class would declare that rule beside the group, and EC2 lets a group without rules of its own out to
 * everywhere; so the CDK is told that all is open, and adds nothing.
 */
function createProxyGroup(scope: Construct, { serviceName, placement, port }: PostgresAccessProps): ec2.ISecurityGroup {
  const group = new ec2.CfnSecurityGroup(scope, 'ProxyGroup', {
    vpcId: placement.vpc.vpcId,
    groupDescription: `Proxy of the database of ${serviceName}`,
    securityGroupEgress: [
      {
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        destinationSecurityGroupId: placement.securityGroup.securityGroupId,
        description: `Database of ${serviceName}`,
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

/** A proxy listens on the engine's own port, whatever the database does. */
const PROXY_PORT = 5432;
