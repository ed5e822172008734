/** The access to a store of a kind that the library does not create, as an app declares it that reads the service. */
export interface CustomStoreAccess {
  /**
   * The actions that the store grants, without wildcards, for example `s3:GetObject`. The service's parameter must contain no
   * others for the store.
   */
  readonly actions: string[];
  /**
   * The names of the store's settings and secrets, which become environment variables of workloads. The service's parameter
   * must contain no others for the store.
   * @default - none
   */
  readonly settings?: string[];
}
