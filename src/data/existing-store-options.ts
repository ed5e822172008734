import type {
  aws_docdb as docdb,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';

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

/** A DynamoDB table that exists. */
export interface ExistingTableOptions {
  /** The table; an imported one with its key, where that is a customer's. */
  readonly table: dynamodb.ITable;
}

/** An index on an OpenSearch domain that exists. */
export interface ExistingSearchIndexOptions {
  /** The domain. */
  readonly domain: opensearch.IDomain;
  /**
   * The security groups of the domain, which admit the service on port 443.
   * @default - none: a domain outside a VPC, or one whose own client group the service carries
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /**
   * The index: 1 to 255 lower-case letters, digits, dots, hyphens and underscores, starting with a letter or a digit.
   */
  readonly indexName: string;
}
