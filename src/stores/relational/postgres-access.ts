import { aws_ec2 as ec2, type aws_rds as rds, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { Construct, IDependable } from 'constructs';
import type { PartMetrics } from '../../monitoring/part-metrics';
import type { DatabaseStoreProps } from '../database-store';
import type { StorePlacement } from '../store-placement';
import type { StoreSettings } from '../store-settings';
import { createPostgresLogins, type PostgresLoginSettings } from './postgres-logins';
import { postgresEndpoint } from './postgres-proxy';

/** A PostgreSQL database that exists, and the choices for its clients. */
export interface PostgresAccessProps {
  readonly settings: StoreSettings & { readonly port: number; readonly proxy: boolean };
  readonly logins: PostgresLoginSettings;
  readonly placement: StorePlacement;
  /** The secret of the master. */
  readonly secret: secretsmanager.ISecret;
  readonly target: rds.ProxyTarget;
  readonly database: PostgresAttributes;
}

/** The attributes of a database. */
export interface PostgresAttributes {
  readonly host: string;
  readonly port: string;
  /** The host name of the readers of a cluster; undefined if it has none. */
  readonly readerHost?: string;
  readonly resourceId: string;
  /** The instances of a cluster. */
  readonly instances?: readonly IDependable[];
}

/** What workloads get of a database, and the metrics of its proxy if it has one. */
export interface PostgresAccess extends Omit<DatabaseStoreProps, 'resourceArn' | 'metrics' | 'monitored'> {
  readonly proxy?: PartMetrics;
}

/** Creates the proxy of a database, if it has one, and the logins of the service; returns what workloads get of them. */
export function createPostgresAccess(
  scope: Construct,
  { settings, logins, placement, secret, target, database }: PostgresAccessProps,
): PostgresAccess {
  const { serviceName, proxy } = settings;
  const endpoint = postgresEndpoint(scope, {
    ...settings,
    target,
    placement,
    database,
    sharedSecret: logins.sharedLogins ? secret : undefined,
  });
  const { application, migration } = createPostgresLogins(scope, logins, {
    ...settings,
    securityGroup: placement.securityGroup,
    port: ec2.Port.tcp(settings.port),
    host: database.host, // never the proxy, which knows no master
    portText: database.port,
    secret,
    resourceId: endpoint.resourceId,
    instances: database.instances ?? [],
  });
  return {
    ...application,
    migration,
    connections: endpoint.connections,
    proxy: endpoint.proxy,
    settings: {
      DATABASE_HOST: endpoint.host,
      DATABASE_PORT: endpoint.port,
      DATABASE_NAME: serviceName,
      DATABASE_OPTIONS: CONNECTION_OPTIONS,
      ...(database.readerHost !== undefined && !proxy ? { DATABASE_READER_HOST: database.readerHost } : {}),
      ...application.settings,
    },
  };
}

/** Appended to a connection string after `?`. Clients must verify who the database is, with the root certificates of RDS. */
const CONNECTION_OPTIONS = 'sslmode=verify-full';
