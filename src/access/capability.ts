/** What a service may use of what the services share. */
export enum Capability {
  /** The cache. */
  CACHE = 'cache',
  /** The message broker. */
  MESSAGING = 'messaging',
  /** The search domain: the index that has the service's name. */
  SEARCH = 'search',
  /** Product media, to read and to write. */
  STORAGE = 'storage',
  /** Product media, to read. */
  STORAGE_READ = 'storage-read',
}
