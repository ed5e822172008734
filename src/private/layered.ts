/**
 * The fields of `base`, each with the value of the last layer that gives it; undefined counts as left out. A field that
 * `base` does not have is dropped.
 */
export function layered<T extends object>(base: T, ...layers: ReadonlyArray<Partial<T> | undefined>): T {
  const result = { ...base };
  for (const layer of layers) {
    for (const field in base) {
      const value = layer?.[field];
      if (value !== undefined) {
        result[field] = value;
      }
    }
  }
  return result;
}
