/**
 * Overrides the fields of `base` with those of the layers. The last layer that defines a field takes precedence.
 * Undefined values and fields that `base` does not have are ignored.
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
