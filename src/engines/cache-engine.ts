/**
 * An engine of a cache, with its version.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html
 * @example
 * import { CacheEngine } from '@org/ecommerce-constructs';
 *
 * const newest = CacheEngine.valkey('9.1');
 */
export class CacheEngine {
  /** Valkey 9.0: open source, and cheaper on ElastiCache than Redis OSS. */
  public static readonly VALKEY_9_0 = CacheEngine.valkey('9.0');
  /** Valkey 8.2. */
  public static readonly VALKEY_8_2 = CacheEngine.valkey('8.2');
  /** Redis OSS 7.1, the last that ElastiCache offers, for applications that ask for it by name. */
  public static readonly REDIS_7_1 = CacheEngine.redis('7.1');

  /**
   * Valkey in a version of your own.
   * @param version major and minor, from 7.2 to 9.1; a newer one takes `allowUnlisted` on the cache
   */
  public static valkey(version: string): CacheEngine {
    return new CacheEngine('valkey', version);
  }

  /**
   * Redis OSS in a version of your own.
   * @param version major and minor: 7.1 or 7.0, the first with every feature that is used here
   */
  public static redis(version: string): CacheEngine {
    return new CacheEngine('redis', version);
  }

  private constructor(
    /** The engine's name: `valkey` or `redis`. */
    public readonly name: string,
    /** The engine's version. */
    public readonly version: string,
  ) {}
}
