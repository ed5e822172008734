/** Whether the emulator runs an engine (`npm run integ -- --engines`), so that a server listens on the endpoint. */
export function runsEngine(name: string): boolean {
  return (process.env.INTEG_ENGINES ?? '').split(',').includes(name);
}
