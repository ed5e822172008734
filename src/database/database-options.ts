import type { PostgresOptions } from '../stores/relational/postgres-instance-options';
import type { StoreDefaults } from '../stores/store-options';

/**
 * Defaults for every store; a service's own store options take precedence. `monitoringInterval` and `insights` are for
 * PostgreSQL instances and Aurora clusters, `logExports` is for these and DocumentDB.
 */
export interface DatabaseOptions extends StoreDefaults {
  /**
   * Defaults for the options that only PostgreSQL instances have.
   * @default - as the environment answers
   */
  readonly postgres?: PostgresOptions;
}
