import type { Service } from './services';

/** Something that a service reaches. */
export interface Reached {
  readonly service: Service;
  /** What it belongs to, such as `cache`. */
  readonly object: string;
  /** How: over the network, by a secret, by the secret of a master, by a login with IAM, or by reading or writing. */
  readonly kind: string;
  /** Whether it is a key, which alone gives no access to data. */
  readonly isKey: boolean;
}

/** A row of the matrix: how a service reaches each part. */
export type Row = ReadonlyMap<string, readonly string[]>;

/** Returns the matrix: for each service what it reaches, and how. */
export function matrixOf(services: readonly Service[], reached: readonly Reached[]): ReadonlyMap<string, Row> {
  const rows = new Map(services.map(({ name }) => [name, new Map<string, string[]>()]));
  for (const { service, object, kind, isKey } of reached) {
    const row = rows.get(service.name);
    if (row && !isKey && object !== service.name) {
      const kinds = row.get(object) ?? [];
      row.set(object, kinds.includes(kind) ? kinds : [...kinds, kind].sort());
    }
  }
  return rows;
}

/** Formats the matrix as a table, service by resource. */
export function formatMatrix(matrix: ReadonlyMap<string, Row>): string {
  const columns = [...new Set([...matrix.values()].flatMap((row) => [...row.keys()]))].sort();
  const shared = columns.filter((column) => !column.endsWith(' store'));
  const header = ['service', 'own store', 'other stores', ...shared];
  const lines = [...matrix].map(([name, row]) => {
    const stores = [...row].filter(([object]) => object.endsWith(' store'));
    const own = stores.filter(([object]) => object === `${name} store`).flatMap(([, kinds]) => kinds);
    const others = stores
      .filter(([object]) => object !== `${name} store`)
      .map(([object, kinds]) => `${object}: ${kinds.join(', ')}`);
    return [name, own.join(', '), others.join('; '), ...shared.map((column) => (row.get(column) ?? []).join(', '))];
  });
  const table = [header, ...lines].map((cells) => cells.map((cell) => cell || '-'));
  const widths = header.map((_, index) => Math.max(...table.map((cells) => cells[index].length)));
  return table
    .map((cells) =>
      cells
        .map((cell, index) => cell.padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
