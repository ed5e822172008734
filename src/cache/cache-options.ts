import type { Duration, aws_ec2 as ec2, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { CacheEngine } from '../engines/cache-engine';

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
   * Going up keeps the data; ElastiCache refuses the way back. Going from Redis OSS to Valkey takes other users, whose ids
   * are taken: make a cache under another id from a snapshot of this one, with `restoreFromSnapshot`.
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
   * How often the password is replaced, in whole days from 0 to 1000; 0 leaves it as it is. Clients must read the secret
   * again, before the next rotation: the cache accepts the old password until then.
   * @default - the environment's answer: every 30 days in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
   */
  readonly rotationInterval?: Duration;
  /**
   * The subnets; in at least two zones where there is more than one node.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}
