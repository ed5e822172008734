/** Writes one line of JSON to standard error. Never pass a login, or a content with one. */
export function log(message, fields = {}) {
  console.error(JSON.stringify({ time: new Date().toISOString(), message, ...fields }));
}
