import { EnvironmentProvider } from '../../src';

/** A draw as somebody would write it down: on one line, and of the environments of the library their names alone. */
export function show(drawn: object): string {
  return JSON.stringify(drawn, (_, value: unknown) => {
    if (value instanceof EnvironmentProvider) {
      return value.constructor.name;
    }
    if (typeof value === 'object' && value !== null && value.toString !== Object.prototype.toString) {
      return Array.isArray(value) ? value : String(value); // a Duration, an InstanceType
    }
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}
