import type { aws_ec2 as ec2, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IServiceAccess } from '../access/service-access';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import type { StoreDefaults } from './store-options';

/**
 * The store of one service, of any kind: the way to it, the settings of a client, and the permissions.
 *
 * A store without a port, such as a DynamoDB table, has empty connections.
 * @subclassable
 */
export interface IServiceStore extends IServiceAccess {
  /**
   * The ARN by which AWS Backup knows the store.
   * @default - it has none of its own
   */
  readonly resourceArn?: string;
}

/** The search domain that services share. */
export interface SharedSearch {
  /** The domain. */
  readonly domain: opensearch.IDomain;
}

/** Where a store is made, and for whom. */
export interface StoreContext {
  /** The service. */
  readonly serviceName: string;
  /**
   * The environment, which answers what the store's own options leave open. `DatabaseConstruct` reads its provider once,
   * and gives a store the complete answers: production's where the provider gives none.
   */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the store in. */
  readonly vpc: ec2.IVpc;
  /**
   * Defaults for every store; a store's own options take precedence.
   * @default - as the environment answers
   */
  readonly defaults?: StoreDefaults;
  /**
   * The search domain that services share.
   * @default - none
   */
  readonly search?: SharedSearch;
}

/**
 * A kind of store, with its options: it makes a store for whichever service it is bound to.
 *
 * Stateless, so that one may be bound to many services. Implement it for a kind of store that the library does not have.
 * What is shown in Python and Java is the example as a machine translates it, and incomplete; examples/python and
 * examples/java have a store of one's own.
 * @subclassable
 *
 * @example
 * import type { IDataStore, IServiceStore, SecretSetting, StoreContext } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
 * import type { Construct } from 'constructs';
 *
 * class ObjectStore implements IDataStore {
 *   bind(scope: Construct, context: StoreContext): IServiceStore {
 *     return new BucketStore(new s3.Bucket(scope, 'Bucket', { encryptionKey: context.defaults?.encryptionKey }));
 *   }
 * }
 *
 * class BucketStore implements IServiceStore {
 *   readonly connections = new ec2.Connections();
 *   readonly settings: Record<string, string>;
 *   readonly secrets: Record<string, SecretSetting> = {};
 *
 *   constructor(private readonly bucket: s3.Bucket) {
 *     this.settings = { BUCKET_NAME: bucket.bucketName };
 *   }
 *
 *   grantAccess(grantee: iam.IGrantable): void {
 *     const resourceArns = [this.bucket.arnForObjects('*')];
 *     iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject', 's3:PutObject'], resourceArns });
 *   }
 * }
 */
export interface IDataStore {
  /**
   * Makes the store.
   * @param scope where the store's resources go; it holds nothing else but the service's own key, as `Key`
   * @param context for whom, and where
   */
  bind(scope: Construct, context: StoreContext): IServiceStore;
}
