/** A service of the measured platforms. */
export interface Service {
  readonly name: string;
  /** The shared parts that it uses. */
  readonly uses: Part[];
  readonly pciScope?: boolean;
}

export type Part = 'cache' | 'messaging' | 'search' | 'storage' | 'storage-read';

/** The seven services of `ServiceCatalogue.PHASE_ONE`. */
export const SEVEN: Service[] = [
  { name: 'userservice', uses: ['cache', 'messaging'] },
  { name: 'productservice', uses: ['cache', 'messaging', 'storage'] },
  { name: 'orderservice', uses: ['cache', 'messaging'] },
  { name: 'paymentservice', uses: ['messaging'], pciScope: true },
  { name: 'notificationservice', uses: ['messaging', 'storage-read'] },
  { name: 'searchservice', uses: ['cache', 'messaging', 'search'] },
  { name: 'inventoryservice', uses: ['cache', 'messaging'] },
];

/** The seven services, and others with PostgreSQL that use the cache and the broker, in all `count`. */
export function services(count: number): Service[] {
  const others = Array.from({ length: Math.max(0, count - SEVEN.length) }, (_, index) => `service${index + 1}`);
  return [...SEVEN.slice(0, count), ...others.map((name): Service => ({ name, uses: ['cache', 'messaging'] }))];
}
