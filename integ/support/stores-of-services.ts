/** The kind of store that each service must have by the first catalogue. */
export const PHASE_ONE: Stores = {
  userservice: 'instance',
  productservice: 'instance',
  orderservice: 'instance',
  paymentservice: 'instance',
  notificationservice: 'instance',
  searchservice: 'instance',
  inventoryservice: 'instance',
};

/** The same by the second. */
export const PHASE_TWO: Stores = {
  ...PHASE_ONE,
  productservice: 'documents',
  notificationservice: 'documents',
  searchservice: 'index',
  inventoryservice: 'table',
};

export type Stores = Record<string, 'instance' | 'documents' | 'index' | 'table'>;
