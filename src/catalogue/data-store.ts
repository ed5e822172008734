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
 * The kinds of store that a service may have.
 *
 * One value may serve many services: each gets a store of its own from it. What the options leave open, the options of
 * all stores answer, then the environment.
 *
 * @example
 * import { DataStore, ServiceCatalogue } from '@org/ecommerce-constructs';
 * import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
 *
 * const catalogue = ServiceCatalogue.of([
 *   { name: 'orderservice', store: DataStore.auroraPostgres({ maxCapacity: 16 }) },
 *   { name: 'reviewservice', store: DataStore.documentDb() },
 *   {
 *     name: 'cartservice',
 *     store: DataStore.dynamoDb({ partitionKey: { name: 'cartId', type: dynamodb.AttributeType.STRING } }),
 *   },
 * ]);
 */
export class DataStore {
  /**
   * A PostgreSQL instance, in subnets and a security group of its own, encrypted, that accepts TLS only. RDS makes the
   * password, keeps it in Secrets Manager and rotates it weekly.
   *
   * Settings: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`; secrets: `DATABASE_USERNAME`, `DATABASE_PASSWORD`.
   *
   * Throws, when bound, when the service's name is one that PostgreSQL or RDS refuses, when the VPC has no isolated
   * subnets in two zones, when the version is no major that lives, when RDS does not offer the instance type, when a
   * number is out of its range, when the instance is both protected from deletion and destroyed, and when it is restored
   * from two things at once, or from a token.
   * @param options what differs from the environment
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
   */
  public static postgresInstance(options: PostgresInstanceOptions = {}): IDataStore {
    return new PostgresInstance(options);
  }

  /**
   * An Aurora PostgreSQL Serverless v2 cluster, in subnets and a security group of its own, encrypted, that accepts TLS
   * only. RDS makes the password, keeps it in Secrets Manager and rotates it weekly.
   *
   * Priced by the capacity in use, instance by instance, and by storage and requests; paused, by storage alone.
   *
   * Settings: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`; secrets: `DATABASE_USERNAME`, `DATABASE_PASSWORD`.
   *
   * Throws, when bound, when the service's name is one that PostgreSQL or RDS refuses, when the VPC has no isolated
   * subnets in two zones, when the version is no major that lives, when a number is out of its range, when the cluster
   * is both protected from deletion and destroyed, and when it is restored from two things at once, or from a token.
   * @param options what differs from the environment
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.html
   */
  public static auroraPostgres(options: AuroraPostgresOptions = {}): IDataStore {
    return new AuroraPostgres(options);
  }

  /**
   * A DocumentDB cluster, which speaks MongoDB, in subnets and a security group of its own, encrypted, that accepts TLS
   * only and audits to a log group where logs are exported. Its password is generated into Secrets Manager, and a function
   * in the private subnets replaces it at each interval: clients must then read the secret again before they connect.
   *
   * Settings: `DATABASE_HOST`, `DATABASE_PORT`, `DATABASE_NAME`; secrets: `DATABASE_USERNAME`, `DATABASE_PASSWORD`.
   *
   * Throws, when bound, when the service is called admin, config or local, when the VPC has no isolated subnets in two
   * zones, when DocumentDB does not offer the version or the instance type, when a number is out of its range, when the
   * cluster is both protected from deletion and destroyed, and when it is restored from two things at once, or from a
   * token.
   * @param options what differs from the environment
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/what-is.html
   */
  public static documentDb(options: DocumentDbOptions = {}): IDataStore {
    return new DocumentDb(options);
  }

  /**
   * A DynamoDB table, priced by the request, encrypted, with recovery to a point in time where the environment keeps
   * backups. It has no port and no secret: a grantee's IAM role is its login.
   *
   * Setting: `TABLE_NAME`.
   *
   * Throws, when bound, when a key has no name, when both keys are one attribute, when backups are kept for more than 35
   * days, when the table is both protected from deletion and destroyed, and when an export's folder is not that of its
   * items.
   * @param options the table's keys, and what differs from the environment
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
   */
  public static dynamoDb(options: DynamoDbOptions): IDataStore {
    return new DynamoDb(options);
  }

  /**
   * An index on the search domain that services share. The service makes the index itself; it reaches the domain
   * through the domain's client security group, so give it `Capability.SEARCH`.
   *
   * Settings: `SEARCH_ENDPOINT`, `SEARCH_INDEX`.
   *
   * Throws, when bound, when there is no such domain, and when OpenSearch refuses the index's name.
   * @param options what differs from the default
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/indexing.html
   */
  public static searchIndex(options: SearchIndexOptions = {}): IDataStore {
    return new SearchIndex(options);
  }

  /**
   * A PostgreSQL instance that exists.
   *
   * Settings and secrets as of `postgresInstance`.
   *
   * Throws, when bound, when the instance was imported without its security groups.
   * @param options the instance, the database and the login
   */
  public static existingPostgres(options: ExistingPostgresOptions): IDataStore {
    return new ExistingPostgres(options);
  }

  /**
   * An Aurora PostgreSQL cluster that exists.
   *
   * Settings and secrets as of `auroraPostgres`.
   *
   * Throws, when bound, when the cluster was imported without its security groups, endpoint or port.
   * @param options the cluster, the database and the login
   */
  public static existingAurora(options: ExistingAuroraOptions): IDataStore {
    return new ExistingCluster(options);
  }

  /**
   * A DocumentDB cluster that exists.
   *
   * Settings and secrets as of `documentDb`.
   *
   * Throws, when bound, when the cluster was imported without its security group, endpoint or port.
   * @param options the cluster, the database and the login
   */
  public static existingDocumentDb(options: ExistingDocumentDbOptions): IDataStore {
    return new ExistingCluster(options);
  }

  /**
   * A DynamoDB table that exists.
   *
   * Setting as of `dynamoDb`.
   * @param options the table
   */
  public static existingTable(options: ExistingTableOptions): IDataStore {
    return new ExistingTable(options);
  }

  /**
   * An index on an OpenSearch domain that exists.
   *
   * Settings as of `searchIndex`.
   *
   * Throws, when bound, when OpenSearch refuses the index's name.
   * @param options the domain and the index
   */
  public static existingSearchIndex(options: ExistingSearchIndexOptions): IDataStore {
    return new ExistingSearchIndex(options);
  }

  private constructor() {}
}
