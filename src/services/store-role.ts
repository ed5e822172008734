/** What a workload does in the store of its service. */
export enum StoreRole {
  /**
   * It reads and writes data, and cannot change the schema. DocumentDB has no schema: this role creates collections and
   * indexes too.
   */
  APPLICATION = 'APPLICATION',
  /**
   * It changes the schema, as the owner of the database: a task or a function that runs migrations before the other workloads
   * are deployed. It gets the same settings with another login. Only a PostgreSQL instance or an Aurora cluster that the
   * library creates has this role.
   */
  MIGRATION = 'MIGRATION',
}
