/** Returns a variable of the function's environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`The function lacks the environment variable ${name}.`);
  }
  return value;
}
