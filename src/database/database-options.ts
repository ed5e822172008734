import type { PostgresOptions } from '../stores/relational/postgres-instance-options';
import type { StoreDefaults } from '../stores/store-options';

/**
 * Defaults for every store. A store's own options take precedence.
 *
 * `monitoringInterval` and `insights` apply to PostgreSQL instances and Aurora clusters; `logExports` applies to
 * DocumentDB clusters too.
 */
export interface DatabaseOptions extends StoreDefaults {
  /**
   * Defaults for the options that only PostgreSQL instances have.
   * @default - the environment's settings
   */
  readonly postgres?: PostgresOptions;
}
