// Values of a template. An intrinsic function has no value before the deployment, and is never guessed.

/** Returns a text, or undefined for an intrinsic function. A template may have a number in its place. */
export const text = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);

/** Returns a number, or undefined for an intrinsic function. A template may have a text in its place. */
export function number(value) {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** Returns whether a value is true, or undefined for an intrinsic function. */
export function truth(value) {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  return { true: true, false: false }[value];
}

/** Returns the logical id that a value refers to. */
export const reference = (value) => value?.Ref ?? value?.['Fn::GetAtt']?.[0];

/** Returns the number of items of a list, or undefined for an intrinsic function. */
export const count = (value) => (Array.isArray(value) ? value.length : undefined);
