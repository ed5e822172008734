import type { Duration, aws_ec2 as ec2, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { CacheEngine } from '../engines/cache-engine';

/** Options of the cache. */
export interface CacheOptions {
  /**
   * Node type, with its prefix `cache.`.
   *
   * Changing it moves the data to new nodes without data loss.
   * @default - the environment's setting: cache.t4g.medium in production, cache.t4g.small in staging, cache.t4g.micro
   * elsewhere
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
   */
  readonly nodeType?: string;
  /**
   * The engine and its version.
   *
   * An upgrade keeps the data and cannot be undone; ElastiCache rejects a downgrade. A change from Redis OSS to Valkey
   * requires new users, whose ids are already in use: create a cache under another construct id from a snapshot of this
   * one, with `restoreFromSnapshot`.
   * @default - the environment's setting: Valkey 9.0
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html
   */
  readonly engine?: CacheEngine;
  /**
   * Whether to accept versions and node types that the library does not list. Versions that the library knows to be
   * past their end of support, and node types that it knows to be unsupported, are still rejected.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * Number of nodes, from 1 to 6: one primary, and replicas in other zones that take over when the primary fails.
   * @default - the environment's setting: 2 in production and staging, 1 elsewhere
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
   * Retention of the daily snapshots, in whole days from 0 to 35; 0 disables snapshots.
   * @default - the environment's setting: 15 days in production and staging, 0 elsewhere
   */
  readonly snapshotRetention?: Duration;
  /**
   * Name of the snapshot to restore a new cache from. Requires `engine`: that of the snapshot, or a newer one, to which
   * ElastiCache upgrades the restored data. ElastiCache rejects an older version, and Redis OSS for a snapshot of Valkey.
   *
   * Adding, changing or removing it replaces the cache: keep the value after the restore.
   * @default - a new cache is empty
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-restoring.html
   */
  readonly restoreFromSnapshot?: string;
  /**
   * Removal policy of the cache. The users that every cache has, its subnet group, security group and secret are deleted with DESTROY and
   * SNAPSHOT, and retained with RETAIN and RETAIN_ON_UPDATE_OR_DELETE.
   * @default - the environment's setting: RETAIN_ON_UPDATE_OR_DELETE in production and staging, DESTROY elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Key that encrypts the data at rest, and the secret of the user that services share. The secret of a service's own user is
   * under the key of the service.
   *
   * Changing it replaces the cache.
   * @default - the keys that AWS manages for ElastiCache and Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Interval of the password rotation, in whole days from 0 to 1000; 0 disables rotation. Clients must read the secret
   * again before the next rotation: the cache accepts the previous password until then. Logins with IAM have no password. The
   * private subnets need a way to AWS also without rotation: a NAT gateway, or the gateway endpoint of S3 and interface
   * endpoints for Secrets Manager and ElastiCache.
   * @default - the environment's setting: 30 days in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
   */
  readonly rotationInterval?: Duration;
  /**
   * Subnets of the nodes. More than one node requires subnets in at least two zones.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}
