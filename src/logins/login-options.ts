import type { Authentication } from './authentication';

/**
 * Options of the logins that each service has of its own: in its PostgreSQL instance, Aurora or DocumentDB cluster, on the
 * broker, in the cache and on the search domain.
 */
export interface LoginOptions {
  /**
   * How workloads log in.
   *
   * Changing it gives workloads other settings, and deletes the former login at the end of the deployment: workloads in other
   * stacks are refused until they are deployed too, unless they have `sharedLogins` meanwhile. It does not change data.
   *
   * It does not apply to the broker, where workloads have passwords, nor to the search domain, where they sign requests with
   * `SEARCH_ROLE_ARN`.
   *
   * A DocumentDB cluster has logins with passwords only: DocumentDB knows IAM roles since version 5.0 and not in version 8.0,
   * and its users are the roles themselves, which do not exist before the workloads do. The choice of a platform does not
   * apply to it; `Authentication.IAM` as the choice of its service is rejected.
   * @default - `Authentication.IAM` for a store with a proxy, which accepts nothing else, otherwise `Authentication.PASSWORD`
   */
  readonly authentication?: Authentication;
  /**
   * Whether workloads keep the login that they had before services had logins of their own: the master of the database, the
   * administrator of the broker, and the user of the cache that all services share. Calls of the search domain keep the
   * permissions of the workload's own role.
   *
   * Set it for a platform that an earlier version deployed, and turn it off when the login of its service is enough for each
   * workload. That login may not change the schema of PostgreSQL, and may use only those names of queues, exchanges,
   * keys and channels that begin with the name of the service. It exists beside the shared one: `DATABASE_SECRET_ARN`,
   * `BROKER_SECRET_ARN`, `CACHE_SECRET_ARN` and `SEARCH_ROLE_ARN` lead to it.
   *
   * Have the workloads use `CACHE_KEY_PREFIX` before you turn it off, because other keys are lost to them. When it is turned
   * off, the owner of the service gets the tables and other objects of the master of PostgreSQL, and new queues of the broker
   * are quorum queues. The guide to upgrades has all steps.
   * @default false - workloads never get the login of a master
   */
  readonly sharedLogins?: boolean;
  /**
   * The number of connections that each user of a service may have in PostgreSQL and Aurora: a positive whole number. Two
   * users take turns, and both may be connected until the next rotation: together, they have at most the connections that the
   * instance takes, less 20 for the master, for migrations and for the function that rotates. The limit of the broker is
   * `brokerLogin.connectionLimit`; the other systems have none.
   *
   * Changing it happens in place.
   * @default - the largest number that is allowed; 40 for an instance of an unknown size
   * @see https://www.postgresql.org/docs/current/sql-createrole.html
   */
  readonly connectionLimit?: number;
}
