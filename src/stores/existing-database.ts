import { type aws_docdb as docdb, type aws_ec2 as ec2, type aws_rds as rds, Token, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isPending, refuse } from '../private/validation';
import type {
  ExistingAuroraOptions,
  ExistingDocumentDbOptions,
  ExistingPostgresOptions,
} from './existing-database-options';
import { LoginStore } from './login-store';
import type { IDataStore, IServiceStore } from './store-contract';

/** Uses an existing PostgreSQL instance. */
export class ExistingPostgres implements IDataStore {
  constructor(private readonly options: ExistingPostgresOptions) {}

  public bind(scope: Construct): IServiceStore {
    const { instance, databaseName, secret } = this.options;
    return new LoginStore({
      connections: requireSecurityGroups(scope, 'instance', instance, instance.dbInstanceEndpointAddress),
      host: instance.dbInstanceEndpointAddress,
      port: instance.dbInstanceEndpointPort,
      databaseName,
      secret,
    });
  }
}

/** Uses an existing Aurora PostgreSQL or DocumentDB cluster: both have one endpoint, one port and one login. */
export class ExistingCluster implements IDataStore {
  constructor(private readonly options: ExistingAuroraOptions | ExistingDocumentDbOptions) {}

  public bind(scope: Construct): IServiceStore {
    const { cluster, databaseName, secret } = this.options;
    const { hostname, port } = endpointOf(scope, cluster);
    return new LoginStore({
      connections: requireSecurityGroups(scope, 'cluster', cluster, hostname),
      host: hostname,
      // Not `Tokenization.stringifyNumber`, whose result does not refer to the cluster until the app is synthesized.
      port: Token.isUnresolved(port) ? Token.asString(Tokenization.reverse(port)) : String(port),
      databaseName,
      secret,
    });
  }
}

/** The CDK throws when an imported cluster is read for an endpoint that it was imported without. */
function endpointOf(scope: Construct, cluster: rds.IDatabaseCluster | docdb.IDatabaseCluster) {
  try {
    return cluster.clusterEndpoint;
  } catch {
    throw refuse(scope, {
      prop: 'cluster',
      gotInWords: 'none',
      allowed: 'imported with its endpoint and its port',
      fix: 'Pass them to the method that imports the cluster.',
    });
  }
}

/** Without security groups, the ingress rules of the service would be silently dropped. */
function requireSecurityGroups(
  scope: Construct,
  prop: string,
  { connections }: ec2.IConnectable,
  host: string,
): ec2.Connections {
  if (connections.securityGroups.length === 0 && !isPending(host)) {
    throw refuse(scope, {
      prop,
      gotInWords: 'none',
      allowed: 'imported with its security groups, which must allow ingress from the service',
      fix: `Pass them to the method that imports the ${prop}.`,
    });
  }
  return connections;
}
