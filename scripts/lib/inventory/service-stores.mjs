// Finds the store of each service.
//
// The store of a service is the one that its settings name (an endpoint, a table's name, an index), compared with the
// responses of the stores' APIs. Tags, names and logical ids only show what was intended. A workload connects with the
// settings, so a wrong setting appears here as a missing store.

import { listStores } from './store-inventory.mjs';
import { MISSING, STORE_HEADER, storeRow } from './table-cells.mjs';

/** Returns the table of services and stores. A store that no service's settings name is a row without a service. */
export async function storeSection(aws, stack, serviceRecords, groups) {
  const stores = await listStores(aws, stack);
  const unused = new Set(stores.filter(({ shared }) => !shared));
  const rows = [];
  for (const { service, settings } of serviceRecords) {
    const store = storeOf(settings, stores);
    unused.delete(store);
    rows.push(storeRow(service, store, groups));
  }
  for (const store of unused) rows.push(storeRow(MISSING, store, groups));
  return { title: 'services', header: STORE_HEADER, rows };
}

/** Returns the store that a service's settings name, or undefined. */
export function storeOf(settings, stores) {
  const named = (wanted) => wanted && stores.find(({ name }) => name === wanted);
  const { DATABASE_HOST: host, DATABASE_PORT: port } = settings;
  if (host) return named(port && `${host}:${port}`);
  if (settings.TABLE_NAME) return named(settings.TABLE_NAME);
  const domain = settings.SEARCH_INDEX && named(settings.SEARCH_ENDPOINT);
  return domain && { ...domain, store: `${domain.name}/${settings.SEARCH_INDEX}` };
}
