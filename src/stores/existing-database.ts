import { type aws_docdb as docdb, type aws_ec2 as ec2, type aws_rds as rds, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../private/validation';
import type {
  ExistingAuroraOptions,
  ExistingDocumentDbOptions,
  ExistingPostgresOptions,
} from './existing-database-options';
import { LoginStore } from './login-store';
import type { IDataStore, IServiceStore } from './store-contract';

/** A PostgreSQL instance that exists. */
export class ExistingPostgres implements IDataStore {
  constructor(private readonly options: ExistingPostgresOptions) {}

  public bind(scope: Construct): IServiceStore {
    const { instance, databaseName, secret } = this.options;
    return new LoginStore({
      connections: requireSecurityGroups(scope, 'instance', instance),
      host: instance.dbInstanceEndpointAddress,
      port: instance.dbInstanceEndpointPort,
      databaseName,
      secret,
    });
  }
}

/** An Aurora PostgreSQL or DocumentDB cluster that exists: both have one endpoint, one port and one login. */
export class ExistingCluster implements IDataStore {
  constructor(private readonly options: ExistingAuroraOptions | ExistingDocumentDbOptions) {}

  public bind(scope: Construct): IServiceStore {
    const { cluster, databaseName, secret } = this.options;
    const { hostname, port } = endpointOf(scope, cluster);
    return new LoginStore({
      connections: requireSecurityGroups(scope, 'cluster', cluster),
      host: hostname,
      port: Tokenization.stringifyNumber(port),
      databaseName,
      secret,
    });
  }
}

/** An imported cluster may know no endpoint, and the CDK then throws when it is asked for. */
function endpointOf(scope: Construct, cluster: rds.IDatabaseCluster | docdb.IDatabaseCluster) {
  try {
    return cluster.clusterEndpoint;
  } catch {
    throw refuse(scope, {
      prop: 'cluster',
      gotInWords: 'none',
      allowed: 'imported with its endpoint and its port',
      fix: 'Name them where you import it.',
    });
  }
}

/** Without its groups nothing would admit the service, and nothing would say so. */
function requireSecurityGroups(scope: Construct, prop: string, { connections }: ec2.IConnectable): ec2.Connections {
  if (connections.securityGroups.length === 0) {
    throw refuse(scope, {
      prop,
      gotInWords: 'none',
      allowed: 'imported with its security groups, which have to admit the service',
      fix: 'Name them where you import it.',
    });
  }
  return connections;
}
