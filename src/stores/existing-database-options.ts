import type { aws_docdb as docdb, aws_rds as rds, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/** Options of an existing PostgreSQL instance. */
export interface ExistingPostgresOptions {
  /** The instance. Import it with its security groups. */
  readonly instance: rds.IDatabaseInstance;
  /** The name of the service's database on the instance. */
  readonly databaseName: string;
  /** The service's login, with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/** Options of an existing Aurora PostgreSQL cluster. */
export interface ExistingAuroraOptions {
  /** The cluster. Import it with its endpoint, its port and its security groups. */
  readonly cluster: rds.IDatabaseCluster;
  /** The name of the service's database on the cluster. */
  readonly databaseName: string;
  /** The service's login, with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/** Options of an existing DocumentDB cluster. */
export interface ExistingDocumentDbOptions {
  /** The cluster. Import it with its endpoint, its port and its security group. */
  readonly cluster: docdb.IDatabaseCluster;
  /** The name of the service's database on the cluster. */
  readonly databaseName: string;
  /** The service's login, with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}
