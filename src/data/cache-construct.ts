import {
  type Duration,
  aws_ec2 as ec2,
  aws_elasticache as elasticache,
  type aws_kms as kms,
  Names,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { createClientAccess } from '../networking/client-access';
import { requireLegalEngine } from '../private/engine-rules';
import { REDIS_OSS, VALKEY } from '../private/engine-table';
import { besideStore } from '../private/removal-policies';
import { subnetsByZone } from '../private/subnets';
import { requireWholeDays, requireWholeNumber } from '../private/validation';
import type { CacheEngine } from '../providers/cache-engine';
import { completeSettings } from '../providers/complete-settings';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import type { CacheAttributes, ICache } from './cache-contract';
import { checkRestore } from './cache-restore';
import { ImportedCache } from './imported-cache';

/** What may be tuned about the cache. */
export interface CacheOptions {
  /**
   * Node type, with its prefix `cache.`.
   *
   * Changing it moves the data to new nodes, without losing it.
   * @default - the environment's answer: cache.t4g.medium in production, cache.t4g.small in staging, cache.t4g.micro
   * elsewhere
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
   */
  readonly nodeType?: string;
  /**
   * The engine and its version.
   *
   * Going up keeps the data, and so does going from Redis OSS to Valkey; ElastiCache refuses the way back.
   * @default - the environment's answer: Valkey 9.0
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html
   */
  readonly engine?: CacheEngine;
  /**
   * Whether a version or a node type that the library does not know is taken at its word. What it knows to have ended,
   * or not to go together, is refused all the same.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * Nodes, from 1 to 6: one primary, the rest replicas in other zones that take over when it fails.
   * @default - the environment's answer: 2 in production and staging, 1 elsewhere
   */
  readonly nodes?: number;
  /**
   * The port, from 1 to 65535.
   *
   * Changing it replaces the cache.
   * @default 6379
   */
  readonly port?: number;
  /**
   * How long daily snapshots are kept, in whole days from 0 to 35; 0 switches them off.
   * @default - the environment's answer: 15 days in production and staging, 0 elsewhere
   */
  readonly snapshotRetention?: Duration;
  /**
   * The name of a snapshot whose data a new cache starts with.
   *
   * Changing it replaces the cache, and so does adding or removing it: leave it in place once the cache is restored.
   * @default - the cache starts empty
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-restoring.html
   */
  readonly restoreFromSnapshot?: string;
  /**
   * What happens to the cache when it is removed from the stack.
   * @default - the environment's answer: retained in production and staging, destroyed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts data at rest and the secret.
   *
   * Changing it replaces the cache.
   * @default - the keys that AWS manages for ElastiCache and Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The subnets; in at least two zones where there is more than one node.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/** Props of `CacheConstruct`. */
export interface CacheConstructProps extends CacheOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the cache in. */
  readonly vpc: ec2.IVpc;
}

/**
 * A Valkey or Redis OSS cache that speaks TLS only, encrypts what it stores, and lets in one user by password.
 *
 * The password is generated into a secret of its own; the user may do anything but administer the server. With more
 * than one node, a replica in another zone takes over when the primary fails. The cache admits whoever carries
 * `clientSecurityGroup`, or is let in through `connections`, and nobody else.
 *
 * Throws when the engine's version has ended, when the node type does not go with it, when the library does not know one
 * of them, when the VPC has too few zones for failover, and when a number is out of its range.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html
 * @example
 * import { AWSProvider, CacheConstruct } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const carts: ec2.Connections;
 * const cache = new CacheConstruct(stack, 'Cache', { provider: new AWSProvider(), vpc, nodes: 3 });
 * cache.connections.allowDefaultPortFrom(carts);
 */
export class CacheConstruct extends Construct implements ICache {
  /**
   * A cache that you run already: it is left as it is, but that its security group admits a new group for clients.
   * @param scope where the group is placed
   * @param id its id
   * @param attributes what the cache is
   */
  public static fromCacheAttributes(scope: Construct, id: string, attributes: CacheAttributes): ICache {
    return new ImportedCache(scope, id, attributes, attributes.port ?? DEFAULT_PORT);
  }

  /** The replication group: the primary and its replicas. */
  public readonly replicationGroup: elasticache.CfnReplicationGroup;
  /** The subnets that the nodes lie in. */
  public readonly subnetGroup: elasticache.CfnSubnetGroup;
  /** The user that applications log in as. */
  public readonly user: elasticache.CfnUser;
  /** The users that the cache knows. */
  public readonly userGroup: elasticache.CfnUserGroup;
  /** The user's `username` and `password`. */
  public readonly secret: secretsmanager.ISecret;
  /** The cache's own security group. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** The security group to carry for being let in. */
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** Who is let in, on the port of the cache. */
  public readonly connections: ec2.Connections;
  /** The host name of the primary, for reading and writing. */
  public readonly endpointAddress: string;
  /** The host name that spreads reads over the replicas. */
  public readonly readerEndpointAddress: string;
  /** The port, as a string. */
  public readonly endpointPort: string;

  private readonly encryptionKey?: kms.IKey;
  private readonly removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, props: CacheConstructProps) {
    super(scope, id);
    const { cache, retention } = completeSettings(props.provider);
    const engine = props.engine ?? cache.engine;
    const nodeType = props.nodeType ?? props.provider.cacheNodeType;
    const nodes = props.nodes ?? cache.nodes;
    // How many nodes a token stands for is known only at deployment: then the environment's number decides.
    const failover = (Token.isUnresolved(nodes) ? cache.nodes : nodes) > 1;
    const port = props.port ?? DEFAULT_PORT;
    const snapshotRetention = props.snapshotRetention ?? cache.snapshotRetention;
    this.encryptionKey = props.encryptionKey;
    this.removalPolicy = props.removalPolicy ?? retention.removalPolicy;
    requireLegalEngine(this, engine.name === REDIS ? REDIS_OSS : VALKEY, {
      version: engine.version,
      versionProp: 'engine.version',
      instanceTypes: { nodeType },
      allowUnlisted: props.allowUnlisted,
    });
    requireWholeNumber(this, 'nodes', nodes, { min: 1, max: 6 }, 'One primary may have up to five replicas.');
    requireWholeNumber(this, 'port', port, { min: 1, max: 65535 }, 'Redis and Valkey clients expect 6379.');
    requireWholeDays(this, 'snapshotRetention', snapshotRetention, { min: 0, max: 35 }, 'Use 0 to take no snapshots.');
    checkRestore(this, props.restoreFromSnapshot);

    const { securityGroup, clientSecurityGroup, connections } = createClientAccess(this, {
      vpc: props.vpc,
      port,
      part: 'cache',
      removalPolicy: this.removalPolicy,
    });
    this.securityGroup = securityGroup;
    this.clientSecurityGroup = clientSecurityGroup;
    this.connections = connections;
    this.subnetGroup = this.createSubnetGroup(props, failover);
    this.secret = this.createSecret();
    this.user = this.createUser(engine);
    this.userGroup = this.createUserGroup(engine);
    this.replicationGroup = new elasticache.CfnReplicationGroup(this, 'ReplicationGroup', {
      replicationGroupDescription: `Cache of ${this.node.path}`,
      engine: engine.name,
      engineVersion: engine.version,
      cacheNodeType: nodeType,
      numCacheClusters: nodes,
      automaticFailoverEnabled: failover,
      multiAzEnabled: failover,
      port,
      cacheSubnetGroupName: this.subnetGroup.ref,
      securityGroupIds: [this.securityGroup.securityGroupId],
      userGroupIds: [this.userGroup.ref],
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      kmsKeyId: this.encryptionKey?.keyArn,
      snapshotRetentionLimit: snapshotRetention.toDays(),
      snapshotName: props.restoreFromSnapshot,
      autoMinorVersionUpgrade: true,
    });
    // What a retained cache lies in and asks for passwords stays with it.
    this.replicationGroup.applyRemovalPolicy(this.removalPolicy);
    for (const resource of [this.subnetGroup, this.user, this.userGroup]) {
      resource.applyRemovalPolicy(besideStore(this.removalPolicy));
    }
    this.endpointAddress = this.replicationGroup.attrPrimaryEndPointAddress;
    this.readerEndpointAddress = this.replicationGroup.attrReaderEndPointAddress;
    this.endpointPort = this.replicationGroup.attrPrimaryEndPointPort;
  }

  private createSubnetGroup(props: CacheConstructProps, failover: boolean): elasticache.CfnSubnetGroup {
    const subnets = subnetsByZone(this, {
      vpc: props.vpc,
      subnets: props.vpcSubnets ?? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      zones: failover ? 2 : 1,
      part: failover ? 'a cache with failover' : 'a cache',
      fewerZones: 'Or set `nodes` to 1, for a cache without failover.',
    });
    return new elasticache.CfnSubnetGroup(this, 'SubnetGroup', {
      description: `Cache of ${this.node.path}`,
      subnetIds: subnets.map(({ subnetId }) => subnetId),
    });
  }

  private createSecret(): secretsmanager.Secret {
    return new secretsmanager.Secret(this, 'Secret', {
      description: `User of the cache ${this.node.path}`,
      encryptionKey: this.encryptionKey,
      removalPolicy: besideStore(this.removalPolicy),
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: USERNAME }),
        generateStringKey: 'password',
        excludePunctuation: true,
        passwordLength: 64,
      },
    });
  }

  private createUser(engine: CacheEngine): elasticache.CfnUser {
    return new elasticache.CfnUser(this, 'User', {
      engine: engine.name,
      userId: this.uniqueId('user'),
      userName: USERNAME,
      passwords: [this.secret.secretValueFromJson('password').unsafeUnwrap()],
      // Every key, channel and command but those that administer or endanger the server; clients ask INFO on connecting.
      accessString: 'on ~* &* +@all -@admin -@dangerous +info',
    });
  }

  private createUserGroup(engine: CacheEngine): elasticache.CfnUserGroup {
    const userIds = [this.user.ref];
    if (engine.name === REDIS) {
      userIds.push(this.createDisabledDefaultUser().ref);
    }
    return new elasticache.CfnUserGroup(this, 'UserGroup', {
      engine: engine.name,
      userGroupId: this.uniqueId('users'),
      userIds,
    });
  }

  /** Redis OSS wants a user named default in every group; without one of ours, AWS's own may do anything unasked. */
  private createDisabledDefaultUser(): elasticache.CfnUser {
    return new elasticache.CfnUser(this, 'DefaultUser', {
      engine: REDIS,
      userId: this.uniqueId('default'),
      userName: 'default',
      noPasswordRequired: true,
      accessString: 'off -@all',
    });
  }

  /** ElastiCache wants user and group ids of at most 40 characters that are unique in the account and region. */
  private uniqueId(suffix: string): string {
    const maxLength = 40 - suffix.length - 1;
    return `${Names.uniqueResourceName(this, { maxLength, separator: '-' })}-${suffix}`.toLowerCase();
  }
}

const DEFAULT_PORT = 6379;

const USERNAME = 'ecommerce';

const REDIS = 'redis';
