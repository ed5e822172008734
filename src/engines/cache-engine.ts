/**
 * Engine and version of a cache.
 *
 * `CacheEngine.VALKEY_9_0` names both. `CacheEngine.valkey` and `CacheEngine.redis` create any other version.
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
  /** Redis OSS 7.1, the last version that ElastiCache offers, for applications that require Redis OSS. */
  public static readonly REDIS_7_1 = CacheEngine.redis('7.1');

  /**
   * Creates Valkey in a custom version.
   * @param version major and minor, from 7.2 to 9.1; a newer version requires `allowUnlisted` on the cache
   */
  public static valkey(version: string): CacheEngine {
    return new CacheEngine('valkey', version);
  }

  /**
   * Creates Redis OSS in a custom version.
   * @param version major and minor: 7.1, or 7.0, which is the first version with every feature that the library uses
   */
  public static redis(version: string): CacheEngine {
    return new CacheEngine('redis', version);
  }

  private constructor(
    /** Name of the engine: `valkey` or `redis`. */
    public readonly name: string,
    /** Version of the engine: major and minor. */
    public readonly version: string,
  ) {}
}
