import { EnvironmentProvider } from '../../src';

/** Prints generated values on one line, and the environments of the library by their class names. */
export function show(generated: object): string {
  return JSON.stringify(generated, (_, value: unknown) => {
    if (value instanceof EnvironmentProvider) {
      return value.constructor.name;
    }
    if (typeof value === 'object' && value !== null && value.toString !== Object.prototype.toString) {
      return Array.isArray(value) ? value : String(value); // a Duration, an InstanceType
    }
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}
