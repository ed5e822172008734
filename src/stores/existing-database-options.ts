import type { aws_docdb as docdb, aws_rds as rds, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/** A PostgreSQL instance that exists. */
export interface ExistingPostgresOptions {
  /** The instance; an imported one with its security groups. */
  readonly instance: rds.IDatabaseInstance;
  /** The database on it. */
  readonly databaseName: string;
  /** The service's login, with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/** An Aurora PostgreSQL cluster that exists. */
export interface ExistingAuroraOptions {
  /** The cluster; an imported one with its endpoint, its port and its security groups. */
  readonly cluster: rds.IDatabaseCluster;
  /** The database on it. */
  readonly databaseName: string;
  /** The service's login, with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/** A DocumentDB cluster that exists. */
export interface ExistingDocumentDbOptions {
  /** The cluster; an imported one with its endpoint, its port and its security group. */
  readonly cluster: docdb.IDatabaseCluster;
  /** The database on it. */
  readonly databaseName: string;
  /** The service's login, with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}
