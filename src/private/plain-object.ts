/**
 * The keys of an object literal; no keys for any other value.
 *
 * jsii passes an instance of a Python or Java class as a plain object with accessors: these do not count.
 */
export function literalKeys(value: unknown): string[] {
  return isPlainObject(value) ? Object.keys(value).filter((key) => !isAccessor(value, key)) : [];
}

/** Whether a value is an object, but neither an array nor an instance of a class. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function isAccessor(value: object, key: string): boolean {
  return Object.getOwnPropertyDescriptor(value, key)?.get !== undefined;
}
