import {
  Annotations,
  aws_ec2 as ec2,
  aws_elasticache as elasticache,
  type aws_kms as kms,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { requireSupportedEngine } from '../engines/engine-rules';
import { REDIS_OSS, VALKEY } from '../engines/engine-table';
import { createClientAccess } from '../networking/client-access';
import { acknowledge } from '../private/acknowledge';
import { layered } from '../private/layered';
import { snapshotAsDestroy } from '../private/removal-policies';
import { subnetsByZone } from '../private/subnets';
import { requireMatch, requireWholeDays, requireWholeNumber } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { rotateSecret } from '../rotation/secret-rotation';
import { cacheAccess } from './cache-access';
import type { CacheAttributes, ICache } from './cache-contract';
import type { CacheOptions } from './cache-options';
import { createCacheUsers, REDIS, rotatedUser } from './cache-users';
import { ImportedCache } from './imported-cache';

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
 * The password is generated into a secret of its own; the user may do anything but administer the server. A function
 * in the private subnets replaces the password at each interval; the cache accepts the one before it until the next
 * rotation, by when clients must have read the secret again. With more
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

  /** The capability that lets a service use the cache. */
  public readonly capabilities = [Capability.CACHE];
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
    const environment = ResolvedEnvironment.of(this, props.provider);
    const settings = layered(
      {
        ...environment.cache,
        nodeType: environment.cacheNodeType,
        port: DEFAULT_PORT,
        removalPolicy: environment.retention.removalPolicy,
        rotationInterval: environment.secrets.rotationInterval,
      },
      props,
    );
    const { engine, nodeType, nodes, port, snapshotRetention } = settings;
    // How many nodes a token stands for is known only at deployment: then the environment's number decides.
    const failover = (Token.isUnresolved(nodes) ? environment.cache.nodes : nodes) > 1;
    this.encryptionKey = props.encryptionKey;
    this.removalPolicy = settings.removalPolicy;
    requireSupportedEngine(this, engine.name === REDIS ? REDIS_OSS : VALKEY, {
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
    const { user, userGroup } = createCacheUsers(this, {
      engine,
      userName: USERNAME,
      password: this.secret.secretValueFromJson('password').unsafeUnwrap(),
    });
    this.user = user;
    this.userGroup = userGroup;
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
    acknowledge(this.replicationGroup, {
      id: 'AwsSolutions-AEC6',
      reason: 'Users log in with passwords of their own: ElastiCache refuses a token for all beside a group of users.',
    });
    // What a retained cache lies in and asks for passwords stays with it.
    this.replicationGroup.applyRemovalPolicy(this.removalPolicy);
    for (const resource of [this.subnetGroup, this.user, this.userGroup]) {
      resource.applyRemovalPolicy(snapshotAsDestroy(this.removalPolicy));
    }
    rotateSecret(this, {
      secret: this.secret,
      target: rotatedUser(this.user),
      vpc: props.vpc,
      interval: settings.rotationInterval,
      logRetention: environment.retention.logRetention,
      removalPolicy: this.removalPolicy,
    });
    this.endpointAddress = this.replicationGroup.attrPrimaryEndPointAddress;
    this.readerEndpointAddress = this.replicationGroup.attrReaderEndPointAddress;
    this.endpointPort = this.replicationGroup.attrPrimaryEndPointPort;
  }

  /** The security groups that a service's workloads carry to reach the cache: the one for clients. */
  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  /**
   * The access of one service to the cache.
   * @param _client the service; every service has the same login
   */
  public accessFor(_client: SharedPartClient): IServiceAccess {
    return cacheAccess(this);
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
      removalPolicy: snapshotAsDestroy(this.removalPolicy),
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: USERNAME }),
        generateStringKey: 'password',
        excludePunctuation: true,
        passwordLength: 64,
      },
    });
  }
}

const DEFAULT_PORT = 6379;

const USERNAME = 'ecommerce';

/** Refuses what cannot be a snapshot's name, and warns of what changing it does; a token passes. */
function checkRestore(scope: IConstruct, snapshot: string | undefined): void {
  if (snapshot === undefined) {
    return;
  }
  requireMatch(
    scope,
    'restoreFromSnapshot',
    snapshot,
    /^[A-Za-z][A-Za-z0-9.-]*$/,
    'the name of a snapshot: letters, digits, dots and hyphens',
    'Give its name, not its ARN.',
  );
  Annotations.of(scope).addWarningV2(
    '@org/ecommerce-constructs:restore',
    'Adding, changing or removing `restoreFromSnapshot` replaces the cache: leave it in place once it is restored.',
  );
}
