import { DocumentDb } from '../stores/documents/document-db';
import type { DocumentDbOptions } from '../stores/documents/document-db-options';
import { ExistingCluster, ExistingPostgres } from '../stores/existing-database';
import type {
  ExistingAuroraOptions,
  ExistingDocumentDbOptions,
  ExistingPostgresOptions,
} from '../stores/existing-database-options';
import { ExistingSearchIndex, SearchIndex } from '../stores/indexes/search-index';
import type { ExistingSearchIndexOptions, SearchIndexOptions } from '../stores/indexes/search-index-options';
import { AuroraPostgres } from '../stores/relational/aurora-postgres';
import type { AuroraPostgresOptions } from '../stores/relational/aurora-postgres-options';
import { PostgresInstance } from '../stores/relational/postgres-instance';
import type { PostgresInstanceOptions } from '../stores/relational/postgres-instance-options';
import type { IDataStore } from '../stores/store-contract';
import { DynamoDb } from '../stores/tables/dynamo-db';
import type { DynamoDbOptions, ExistingTableOptions } from '../stores/tables/dynamo-db-options';
import { ExistingTable } from '../stores/tables/table-store';

/**
 * The kinds of store that a service can have.
 *
 * Services can share one value: each service still gets a separate store. A store's own options take precedence over the
 * options of all stores, and those over the settings of the environment.
 *
 * @example
 * import { DataStore, ServiceCatalogue, ServiceDefinition } from '@org/ecommerce-constructs';
 * import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
 *
 * const orders: ServiceDefinition = {
 *   name: 'orderservice',
 *   store: DataStore.auroraPostgres({ maxCapacity: 16 }),
 * };
 * const reviews: ServiceDefinition = { name: 'reviewservice', store: DataStore.documentDb() };
 * const carts: ServiceDefinition = {
 *   name: 'cartservice',
 *   store: DataStore.dynamoDb({ partitionKey: { name: 'cartId', type: dynamodb.AttributeType.STRING } }),
 * };
 * const catalogue = ServiceCatalogue.of([orders, reviews, carts]);
 */
export class DataStore {
  /**
   * Creates a PostgreSQL instance on RDS, encrypted, with its own subnet group and security group, which accepts only TLS
   * connections. RDS generates the password of the master, stores it in Secrets Manager and rotates it every week. A
   * function in the private subnets creates the logins of the service, and rotates their passwords: see `LoginOptions`.
   *
   * Settings: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_OPTIONS` with the options of a connection string
   * (TLS), and `DATABASE_SECRET_ARN` with the ARN of the login's secret; secrets: `DATABASE_USERNAME`, `DATABASE_PASSWORD`.
   * With `Authentication.IAM`, the setting `DATABASE_USERNAME` takes the place of the secrets.
   *
   * Throws, when the store is bound, if PostgreSQL or RDS does not accept the service's name, if it has more than 54
   * characters, if the VPC has no isolated subnets in two availability zones or no private ones, if the engine version is not
   * a supported major version, if RDS does not offer the instance type, if a number is out of range, if the instance has both
   * deletion protection and the removal policy DESTROY, if it has two restore sources or one that is a token, and if it has a
   * proxy and passwords. Synthesis fails if the function has no way to AWS in a VPC of the app.
   * @param options the settings that differ from the environment's
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
   */
  public static postgresInstance(options: PostgresInstanceOptions = {}): IDataStore {
    return new PostgresInstance(options);
  }

  /**
   * Creates an Aurora PostgreSQL Serverless v2 cluster, encrypted, with its own subnet group and security group, which
   * accepts only TLS connections. It has logins as `postgresInstance` does.
   *
   * AWS bills the capacity that each instance uses, storage and requests; while the cluster is paused, only storage.
   *
   * Settings: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_OPTIONS` with the options of a connection string
   * (TLS), `DATABASE_SECRET_ARN` with the ARN of the login's secret, and `DATABASE_READER_HOST` if it has readers and no
   * proxy; secrets: `DATABASE_USERNAME`, `DATABASE_PASSWORD`. With
   * `Authentication.IAM`, the setting `DATABASE_USERNAME` takes the place of the secrets.
   *
   * Throws, when the store is bound, if PostgreSQL or RDS does not accept the service's name, if it has more than 54
   * characters, if the VPC has no isolated subnets in two availability zones or no private ones, if the engine version is not
   * a supported major version, if a number is out of range, if the cluster has both deletion protection and the removal policy
   * DESTROY, if it has two restore sources or one that is a token, and if it has a proxy and passwords. Synthesis fails if the
   * function that creates logins has no way to AWS in a VPC of the app.
   * @param options the settings that differ from the environment's
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html
   */
  public static auroraPostgres(options: AuroraPostgresOptions = {}): IDataStore {
    return new AuroraPostgres(options);
  }

  /**
   * Creates a DocumentDB cluster, which is compatible with MongoDB, encrypted, with its own subnet group and security
   * group, which accepts only TLS connections. It writes audit logs to a log group if log exports are enabled. A function in
   * the private subnets creates the login of the service, which may read and write its database, and rotates it. The password
   * of the master user is in Secrets Manager, and another function replaces it.
   *
   * Settings: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`, `DATABASE_SECRET_ARN` with the ARN of the login's secret,
   * `DATABASE_OPTIONS` with the options of a connection string, and `DATABASE_READER_HOST` if it has several instances;
   * secrets: `DATABASE_USERNAME`, `DATABASE_PASSWORD`.
   *
   * Throws, when the store is bound, if the service's name is admin, config or local, if it has more than 61 characters, if
   * the VPC has no isolated subnets in two availability zones or no private ones, if DocumentDB does not offer the version or
   * the instance type, if the version is older than 5.0.0, if a number is out of range, if the cluster has both deletion
   * protection and the removal policy DESTROY, if it has two restore sources or one that is a token, and if `authentication`
   * of its logins is `Authentication.IAM`. Synthesis fails if a function that creates or rotates logins has no way to AWS in a
   * VPC of the app.
   * @param options the settings that differ from the environment's
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/what-is.html
   */
  public static documentDb(options: DocumentDbOptions = {}): IDataStore {
    return new DocumentDb(options);
  }

  /**
   * Creates a DynamoDB table, encrypted, which is billed by request and has point-in-time recovery unless its backup
   * retention is 0. It has no port and no secret: clients authenticate with their IAM roles.
   *
   * Setting: `TABLE_NAME`.
   *
   * Throws, when the store is bound, if a key has no name, if both keys are the same attribute, if backups are kept for
   * more than 35 days, if the table has both deletion protection and the removal policy DESTROY, and if the key prefix of
   * an export is not the folder of the exported items.
   * @param options the table's keys, and the settings that differ from the environment's
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
   */
  public static dynamoDb(options: DynamoDbOptions): IDataStore {
    return new DynamoDb(options);
  }

  /**
   * Uses an index on the search domain that services share. The service creates the index itself. It reaches the domain
   * through the domain's client security group, so it needs `Capability.SEARCH`.
   *
   * The service may also use the indexes whose names continue that of its index after a dot. Its workloads assume the role
   * `SEARCH_ROLE_ARN`, and sign their requests with it.
   *
   * Settings: `SEARCH_ENDPOINT`, `SEARCH_INDEX`.
   *
   * Throws, when the store is bound, if the service is in PCI scope, because the key of the domain encrypts the index, if
   * there is no shared search domain, and if OpenSearch does not accept the index name.
   * @param options the settings that differ from the defaults
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/indexing.html
   */
  public static searchIndex(options: SearchIndexOptions = {}): IDataStore {
    return new SearchIndex(options);
  }

  /**
   * Uses an existing PostgreSQL instance.
   *
   * Settings: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`; secrets: `DATABASE_USERNAME`, `DATABASE_PASSWORD`, of the
   * login that you pass.
   *
   * Throws, when the store is bound, if the instance was imported without its security groups.
   * @param options the instance, the database and the login
   */
  public static existingPostgres(options: ExistingPostgresOptions): IDataStore {
    return new ExistingPostgres(options);
  }

  /**
   * Uses an existing Aurora PostgreSQL cluster.
   *
   * It has the settings and secrets of `existingPostgres`.
   *
   * Throws, when the store is bound, if the cluster was imported without its security groups, endpoint or port.
   * @param options the cluster, the database and the login
   */
  public static existingAurora(options: ExistingAuroraOptions): IDataStore {
    return new ExistingCluster(options);
  }

  /**
   * Uses an existing DocumentDB cluster.
   *
   * It has the settings and secrets of `existingPostgres`.
   *
   * Throws, when the store is bound, if the cluster was imported without its security group, endpoint or port.
   * @param options the cluster, the database and the login
   */
  public static existingDocumentDb(options: ExistingDocumentDbOptions): IDataStore {
    return new ExistingCluster(options);
  }

  /**
   * Uses an existing DynamoDB table.
   *
   * It has the setting of `dynamoDb`.
   * @param options the table
   */
  public static existingTable(options: ExistingTableOptions): IDataStore {
    return new ExistingTable(options);
  }

  /**
   * Uses an index on an existing OpenSearch domain.
   *
   * It has the settings of `searchIndex`.
   *
   * Throws, when the store is bound, if OpenSearch does not accept the index name, and if the service is in PCI scope and
   * the domain is the one that services share.
   * @param options the domain and the index
   */
  public static existingSearchIndex(options: ExistingSearchIndexOptions): IDataStore {
    return new ExistingSearchIndex(options);
  }

  private constructor() {}
}
