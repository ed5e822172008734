import { DataStore, ServiceCatalogue } from '../../src';

/** The props of a platform with one service, orders, and its database: no shared part takes time to deploy. */
export const ORDERS_ALONE = {
  catalogue: ServiceCatalogue.of([{ name: 'orders', store: DataStore.postgresInstance() }]),
  cache: { enabled: false },
  messaging: { enabled: false },
  search: { enabled: false },
};
