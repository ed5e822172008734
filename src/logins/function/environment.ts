/** Returns a setting of the function. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`The function lacks the environment variable ${name}.`);
  }
  return value;
}
