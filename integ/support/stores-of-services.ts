/** The expected kind of store of each service in the phase one catalogue. */
export const PHASE_ONE: Stores = {
  userservice: 'instance',
  productservice: 'instance',
  orderservice: 'instance',
  paymentservice: 'instance',
  notificationservice: 'instance',
  searchservice: 'instance',
  inventoryservice: 'instance',
};

/** The expected kind of store of each service in the phase two catalogue. */
export const PHASE_TWO: Stores = {
  ...PHASE_ONE,
  productservice: 'documents',
  notificationservice: 'documents',
  searchservice: 'index',
  inventoryservice: 'table',
};

export type Stores = Record<string, 'instance' | 'documents' | 'index' | 'table'>;
