import type { Duration, aws_kms as kms, RemovalPolicy, aws_rds as rds } from 'aws-cdk-lib';
import { aws_ec2 as ec2, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { subnetsByZone } from '../private/subnets';
import { refuse, requireWholeDays, requireWholeNumber } from '../private/validation';
import { completeSettings } from '../providers/complete-settings';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { PostgresInstanceStore } from './postgres-instance-store';
import { DEFAULT_SERVICES, requireServiceNames } from './service-names';
import type { IServiceStore } from './service-store';

/** What may be tuned about the databases; it applies to each of them. */
export interface DatabaseOptions {
  /**
   * Instance type.
   *
   * Changing it restarts the database.
   * @default - the environment's answer: t4g.medium in production, t4g.small in staging, t4g.micro elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * PostgreSQL version; give the major alone, so that an automatic minor upgrade never makes a later deployment fail.
   *
   * Raising the major upgrades the database in place; lowering it is refused by RDS.
   * @default - the environment's answer: 18
   */
  readonly engineVersion?: rds.PostgresEngineVersion;
  /**
   * Whether each database has a standby in a second zone.
   * @default - the environment's answer: true in production and staging
   */
  readonly multiAz?: boolean;
  /**
   * Storage each database starts with, in GiB, from 20 to 65536. It can grow, but not shrink.
   * @default - the environment's answer: 20
   */
  readonly allocatedStorage?: number;
  /**
   * Storage each database may grow to by itself, in GiB, up to 65536; at least a tenth more than `allocatedStorage`.
   * @default - the environment's answer: 200 in production, 100 in staging, 50 elsewhere
   */
  readonly maxAllocatedStorage?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it replaces the database.
   * @default - the environment's answer: 5433 in production and staging, 5432 elsewhere
   */
  readonly port?: number;
  /**
   * How long automatic backups are kept, in whole days from 0 to 35; 0 switches them off.
   * @default - the environment's answer: 14 days in production, 7 in staging, 1 in development, 0 in local
   */
  readonly backupRetention?: Duration;
  /**
   * Whether deleting a database is refused until this is switched off.
   * @default - the environment's answer: true in production and staging
   */
  readonly deletionProtection?: boolean;
  /**
   * What happens to a database when it is removed from the stack.
   * @default - the environment's answer: retained in production and staging, destroyed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts storage and secrets.
   *
   * Changing it replaces the databases.
   * @default - the keys that AWS manages for RDS and Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The subnets, in at least two zones.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/** Props of `DatabaseConstruct`. */
export interface DatabaseConstructProps extends DatabaseOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the databases in. */
  readonly vpc: ec2.IVpc;
  /**
   * The services to make a database for; a database has its service's name. 1 to 63 lower-case letters, digits and
   * underscores each, starting with a letter, and no word that PostgreSQL reserves.
   *
   * Renaming a service makes a new, empty database.
   * @default - userservice, productservice, orderservice, paymentservice, notificationservice, searchservice and
   * inventoryservice
   */
  readonly services?: string[];
}

/**
 * A PostgreSQL database for each service, on an instance, in a security group and with a secret of its own.
 *
 * Databases lie in isolated subnets, are encrypted, accept TLS only, and admit nobody until a client's security group is
 * let in through a store's `connections`. RDS makes each password, keeps it in Secrets Manager and rotates it weekly.
 *
 * The price is that of one instance a service, twice that with a standby.
 *
 * Throws when a name is one that PostgreSQL or RDS refuses, when the VPC has no isolated subnets in two zones, when
 * RDS does not offer the instance type, and when a size is out of its range.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
 * @example
 * import { AWSProvider, DatabaseConstruct } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const orders: ec2.Connections;
 * const database = new DatabaseConstruct(stack, 'Database', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   services: ['orderservice', 'paymentservice'],
 *   instanceType: ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE),
 * });
 * database.store('orderservice').connections.allowDefaultPortFrom(orders);
 */
export class DatabaseConstruct extends Construct {
  /** The instance type in force. */
  public readonly instanceType: ec2.InstanceType;
  /** The port in force. */
  public readonly port: number;

  private readonly stores: ReadonlyMap<string, PostgresInstanceStore>;

  constructor(scope: Construct, id: string, props: DatabaseConstructProps) {
    super(scope, id);
    const { database, retention } = completeSettings(props.provider);
    const services = props.services ?? DEFAULT_SERVICES;
    const settings = {
      vpc: props.vpc,
      vpcSubnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      instanceType: props.instanceType ?? props.provider.databaseInstanceType,
      engineVersion: props.engineVersion ?? database.engineVersion,
      multiAz: props.multiAz ?? database.multiAz,
      allocatedStorage: props.allocatedStorage ?? database.allocatedStorage,
      maxAllocatedStorage: props.maxAllocatedStorage ?? database.maxAllocatedStorage,
      port: props.port ?? database.port,
      backupRetention: props.backupRetention ?? database.backupRetention,
      deletionProtection: props.deletionProtection ?? retention.deletionProtection,
      removalPolicy: props.removalPolicy ?? retention.removalPolicy,
      encryptionKey: props.encryptionKey,
    };
    requireServiceNames(this, services);
    this.validateInstanceType(settings.instanceType);
    this.validateSizes(settings);
    subnetsByZone(this, {
      vpc: props.vpc,
      subnets: settings.vpcSubnets,
      zones: 2,
      part: 'a database',
      fewerZones: 'RDS places every instance in a subnet group of two zones, even without a standby.',
    });

    this.instanceType = settings.instanceType;
    this.port = settings.port;
    this.stores = new Map(
      services.map((name) => [name, new PostgresInstanceStore(this, name, { ...settings, databaseName: name })]),
    );
  }

  /**
   * The store of a service: its connections, its settings and its secrets.
   *
   * Throws when the service has none here, naming those that have.
   * @param service the service's name
   */
  public store(service: string): IServiceStore {
    return this.find(service);
  }

  /**
   * The PostgreSQL instance of a service.
   *
   * Throws when the service has none here, naming those that have.
   * @param service the service's name
   */
  public instance(service: string): rds.DatabaseInstance {
    return this.find(service).instance;
  }

  private find(service: string): PostgresInstanceStore {
    const store = this.stores.get(service);
    if (!store) {
      throw refuse(this, {
        prop: 'service',
        got: service,
        allowed: `one of ${[...this.stores.keys()].join(', ')}`,
        fix: 'Add it to `services`, or correct the name.',
      });
    }
    return store;
  }

  private validateInstanceType(instanceType: ec2.InstanceType): void {
    const type = instanceType.toString();
    if (Token.isUnresolved(type)) {
      return;
    }
    const [family, size] = type.split('.');
    if (type.split('.').length !== 2 || size === 'nano' || UNSUPPORTED_FAMILIES.has(family)) {
      throw refuse(this, {
        prop: 'instanceType',
        got: type,
        allowed: 'a type that RDS offers for PostgreSQL, such as t4g.micro, m8g.large or r8g.large, without `db.`',
        fix: 'Choose a current type; nano sizes and the families before t3, m5 and r5 are not offered.',
      });
    }
  }

  private validateSizes(sizes: {
    readonly allocatedStorage: number;
    readonly maxAllocatedStorage: number;
    readonly port: number;
    readonly backupRetention: Duration;
  }): void {
    const { allocatedStorage, maxAllocatedStorage } = sizes;
    requireWholeNumber(
      this,
      'allocatedStorage',
      allocatedStorage,
      { min: 20, max: 65536, unit: 'GiB' },
      'RDS starts gp3 storage at 20 GiB.',
    );
    // RDS wants a tenth of headroom; where the start is a token, only the upper end is known.
    const least = Token.isUnresolved(allocatedStorage) ? 22 : allocatedStorage + Math.ceil(allocatedStorage / 10);
    requireWholeNumber(
      this,
      'maxAllocatedStorage',
      maxAllocatedStorage,
      { min: least, max: 65536, unit: 'GiB' },
      'Leave a tenth of headroom over `allocatedStorage`.',
    );
    requireWholeNumber(this, 'port', sizes.port, { min: 1150, max: 65535 }, 'Ports below are reserved by RDS.');
    requireWholeDays(
      this,
      'backupRetention',
      sizes.backupRetention,
      { min: 0, max: 35 },
      'For longer than 35 days, use AWS Backup.',
    );
  }
}

/** Families that RDS for PostgreSQL never had, or no longer creates. */
const UNSUPPORTED_FAMILIES = new Set(['t1', 't2', 'm1', 'm2', 'm3', 'm4', 'r3', 'r4', 'c1', 'c3', 'c4', 'c5', 'a1']);
