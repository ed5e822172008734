/** The permission of a service to use one of the shared parts. */
export enum Capability {
  /** Use the cache. */
  CACHE = 'cache',
  /** Use the message broker. */
  MESSAGING = 'messaging',
  /** Use the search domain: the index that has the service's name. */
  SEARCH = 'search',
  /** Read and write product media. */
  STORAGE = 'storage',
  /** Read product media. */
  STORAGE_READ = 'storage-read',
}
