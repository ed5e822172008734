// The answers of the page's server, by method and path. Undefined for a path that has none.

import { staticFiles } from './static-files.mjs';

/** Returns a function of the method and of the segments of the path behind the token. */
export function routes(platform) {
  const files = staticFiles();
  const file = (...path) => files.get(path.join('/'));
  const answers = new Map([
    ['GET ', () => file('index.html')],
    ['GET static/*', file],
    ['GET static/*/*', file],
    ['GET state.json', async () => json(await platform.state())],
    ['GET logs/*', async (name) => text(await platform.log(name))],
    ['POST secrets/*', async (service) => json(await platform.secrets(service))],
  ]);

  return async (method, [first, ...rest]) => {
    // The address without its last slash: the relative links of the page would lead elsewhere.
    if (first === undefined) return undefined;
    const answer = answers.get(`${method} ${[first, ...rest.map(() => '*')].join('/')}`);
    const names = rest.map(decoded);
    return names.includes(undefined) ? undefined : answer?.(...names);
  };
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

const json = (value) => (value === undefined ? undefined : { type: 'application/json', body: JSON.stringify(value) });

const text = (value) => (value === undefined ? undefined : { type: 'text/plain', body: value });
