import {
  aws_ec2 as ec2,
  aws_elasticache as elasticache,
  type aws_kms as kms,
  type RemovalPolicy,
  type aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { SharedPartClient } from '../access/shared-part';
import { requireSupportedEngine } from '../engines/engine-rules';
import { REDIS_OSS, VALKEY } from '../engines/engine-table';
import type { LoginOptions } from '../logins/login-options';
import { requireAuthentication, requireOneLogin } from '../logins/login-rules';
import type { IMonitored } from '../monitoring/monitored';
import { pathText } from '../naming/texts';
import { createClientAccess } from '../networking/client-access';
import { acknowledge } from '../private/acknowledge';
import { layered } from '../private/layered';
import { snapshotAsDestroy } from '../private/removal-policies';
import { subnetsByZone } from '../private/subnets';
import { requireWholeDays, requireWholeNumber } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { rotateSecret } from '../rotation/secret-rotation';
import { cacheAccess } from './cache-access';
import { type MonitoredCache, monitoredCache } from './cache-alarms';
import type { CacheAttributes, ICache } from './cache-contract';
import { arnOfCache, createCacheLogin, type SharedCache } from './cache-login';
import { CacheMetrics } from './cache-metrics';
import type { CacheOptions } from './cache-options';
import { requireRoomInGroup, requireSharedUser, validateRestore } from './cache-rules';
import { createCacheUsers, createSharedSecret, REDIS, userRotationTarget } from './cache-users';
import { ImportedCache } from './imported-cache';

/** Props of `CacheConstruct`. */
export interface CacheConstructProps extends CacheOptions {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
  /** The VPC of the cache. */
  readonly vpc: ec2.IVpc;
  /**
   * Options of the users that services have of their own. Those of a service take precedence, except for `sharedLogins`: a
   * service can turn it off, but not on.
   * @default - the defaults of `LoginOptions`
   */
  readonly logins?: LoginOptions;
}

/**
 * Creates a Valkey or Redis OSS cache that requires TLS, encrypts its data at rest, and has a user for each service.
 *
 * A `Microservice` with `Capability.CACHE` creates its user, who may use the keys and the channels that begin with the name of
 * the service and a colon: workloads get that prefix as `CACHE_KEY_PREFIX`. The user may not run commands of the categories
 * `@admin` and `@dangerous`, but for `INFO`, functions, and commands that show the keys of everybody, such as `SCAN`. A function
 * adds the user to the group of the cache and rotates the password. The cache accepts the previous password until the next
 * rotation: clients must read the secret again before then.
 *
 * The user that all services shared in earlier versions is off, unless `logins.sharedLogins` is set. A group has at most 100
 * users. CloudFormation does not list the users of services in the group, so `cdk drift` reports a difference.
 *
 * With more than one node, a replica in another zone takes over when the primary fails. The cache allows ingress only
 * from `clientSecurityGroup`, and from the peers that you allow through `connections`.
 *
 * Throws when the engine version is past its end of support or does not support the node type, when the library does
 * not list one of them (see `allowUnlisted`), when the VPC has too few zones for failover, when the name of a snapshot
 * is invalid, when a snapshot is restored without `engine`, and when a number is out of range. A service throws when the group
 * has too many users, and when it has `sharedLogins` although the cache does not. Synthesis fails when a function that creates
 * logins or rotates a password has no way to AWS in a VPC of the app.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html
 * @example
 * import { AWSProvider, CacheConstruct } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const carts: ec2.SecurityGroup;
 * const cache = new CacheConstruct(stack, 'Cache', { provider: new AWSProvider(), vpc, nodes: 3 });
 * const connections: ec2.Connections = cache.connections;
 * connections.allowDefaultPortFrom(carts);
 */
export class CacheConstruct extends CacheMetrics implements ICache {
  /**
   * Imports an existing cache. The cache does not change; its security group allows ingress from a new security group
   * for clients.
   * @param scope the parent construct
   * @param id the construct id
   * @param attributes the attributes of the cache
   */
  public static fromCacheAttributes(scope: Construct, id: string, attributes: CacheAttributes): ICache {
    return new ImportedCache(scope, id, attributes, attributes.port ?? DEFAULT_PORT);
  }

  /** The capability with which a service may use the cache. */
  public readonly capabilities = [Capability.CACHE];
  /** The replication group: the primary and its replicas. */
  public readonly replicationGroup: elasticache.CfnReplicationGroup;
  /** The subnet group of the nodes. */
  public readonly subnetGroup: elasticache.CfnSubnetGroup;
  /** The user that all services share, who is off unless `logins.sharedLogins` is set. */
  public readonly user: elasticache.CfnUser;
  /** The user group of the cache. */
  public readonly userGroup: elasticache.CfnUserGroup;
  /**
   * The secret with the `username` and the `password` of the user that all services share; undefined unless
   * `logins.sharedLogins` is set.
   */
  public readonly secret?: secretsmanager.ISecret;
  /** The security group of the cache. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** The security group from which the cache allows ingress; attach it to clients. */
  public readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The connections of the cache, on its port, to allow ingress from further peers. */
  public readonly connections: ec2.Connections;
  /** The host name of the primary, for reads and writes. */
  public readonly endpointAddress: string;
  /** The host name that distributes reads across the replicas. */
  public readonly readerEndpointAddress: string;
  /** The port, as a string. */
  public readonly endpointPort: string;

  /**
   * What logins of services in other stacks refer to.
   * @internal
   */
  public readonly _loginReferences: readonly string[];

  private readonly shared: SharedCache;
  /** The scopes of the users, by the names of their services. */
  private readonly clients = new Map<string, IConstruct>();
  private readonly size: Pick<MonitoredCache, 'nodeType' | 'nodes'>;
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
    // The value of a token is known only at deployment, so the environment's number of nodes decides on failover then.
    const failover = (Token.isUnresolved(nodes) ? environment.cache.nodes : nodes) > 1;
    this.encryptionKey = props.encryptionKey;
    this.removalPolicy = settings.removalPolicy;
    requireSupportedEngine(this, engine.name === REDIS ? REDIS_OSS : VALKEY, {
      version: engine.version,
      versionProp: 'engine.version',
      instanceTypes: { nodeType },
      allowUnlisted: props.allowUnlisted,
    });
    requireWholeNumber(this, 'nodes', nodes, { min: 1, max: 6 }, 'A cache has one primary and up to five replicas.');
    requireWholeNumber(this, 'port', port, { min: 1, max: 65535 }, 'Redis and Valkey clients expect 6379.');
    requireWholeDays(this, 'snapshotRetention', snapshotRetention, { min: 0, max: 35 }, 'Use 0 to disable snapshots.');
    requireWholeDays(
      this,
      'rotationInterval',
      settings.rotationInterval,
      { min: 0, max: 1000 },
      'Use 0 to disable rotation.',
    );
    requireAuthentication(this, props.logins?.authentication);
    validateRestore(this, props);

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
    this.secret = props.logins?.sharedLogins
      ? createSharedSecret(this, this.encryptionKey, this.removalPolicy)
      : undefined;
    const { user, userGroup } = createCacheUsers(this, {
      engine,
      password: this.secret?.secretValueFromJson('password').unsafeUnwrap(),
      removalPolicy: this.removalPolicy,
    });
    this.user = user;
    this.userGroup = userGroup;
    this.replicationGroup = new elasticache.CfnReplicationGroup(this, 'ReplicationGroup', {
      replicationGroupDescription: `Cache of ${pathText(this)}`,
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
      reason:
        'Each user logs in with a password or IAM; ElastiCache does not support an AUTH token together with a user group.',
    });
    this.replicationGroup.applyRemovalPolicy(this.removalPolicy);
    this.subnetGroup.applyRemovalPolicy(snapshotAsDestroy(this.removalPolicy)); // a retained cache needs it
    const { logRetention } = environment.retention;
    if (this.secret) {
      rotateSecret(this, {
        secret: this.secret,
        target: userRotationTarget(this.user),
        vpc: props.vpc,
        interval: settings.rotationInterval,
        logRetention,
        removalPolicy: this.removalPolicy,
      });
    }
    const { replicationGroup } = this;
    this.size = { nodeType, nodes };
    this.shared = {
      engineName: engine.name,
      authentication: props.logins?.authentication,
      vpc: props.vpc,
      replicationGroup,
      userGroup,
      replicationGroupArn: arnOfCache(replicationGroup),
      rotationInterval: settings.rotationInterval,
      logRetention,
    };
    this._loginReferences = [userGroup.ref, userGroup.attrArn, replicationGroup.ref];
    this.endpointAddress = this.replicationGroup.attrPrimaryEndPointAddress;
    this.readerEndpointAddress = this.replicationGroup.attrReaderEndPointAddress;
    this.endpointPort = this.replicationGroup.attrPrimaryEndPointPort;
  }

  /** The security groups that a service's workloads need to reach the cache: `clientSecurityGroup`. */
  public get clientSecurityGroups(): ec2.ISecurityGroup[] {
    return [this.clientSecurityGroup];
  }

  /**
   * Returns the access of one service to the cache. A `Microservice` gets a user of its own; others get the shared user, or
   * only the endpoints if nobody shares a user.
   * @param client the service
   */
  public accessFor(client: SharedPartClient): IServiceAccess {
    const { serviceName, _logins: logins } = client;
    if (logins === undefined) {
      return cacheAccess(this, undefined, this.secret);
    }
    requireAuthentication(this, logins.authentication);
    const sharesLogin = logins.sharedLogins ?? this.secret !== undefined;
    if (sharesLogin) {
      requireSharedUser(this, serviceName, this.secret !== undefined);
    }
    requireOneLogin(this, { system: 'cache', serviceName, isTaken: this.clients.has(serviceName) });
    this.clients.set(serviceName, logins.scope);
    requireRoomInGroup(this, serviceName, this.userGroup.userIds.length + this.clients.size);
    const own = createCacheLogin(logins, serviceName, this.shared);
    return cacheAccess(this, own, sharesLogin ? this.secret : undefined);
  }

  /** The alarms and graphs of the nodes, and of the functions that rotate the passwords of the users. */
  public get monitored(): IMonitored | undefined {
    return monitoredCache(this, { ...this.size, replicationGroup: this.replicationGroup, users: this.clients });
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
      description: `Cache of ${pathText(this)}`,
      subnetIds: subnets.map(({ subnetId }) => subnetId),
    });
  }
}

const DEFAULT_PORT = 6379;
