// Decides which requests get an answer. The server listens on loopback, where every local user and, through a browser, every
// web site can reach it.

import { timingSafeEqual } from 'node:crypto';

const METHODS = ['GET', 'POST'];

/** The answer to a request that the server rejects, else undefined. It is the same for a right and for a wrong token. */
export function refusal({ method, headers }, { port, isPage }) {
  // A web site whose name resolves to 127.0.0.1 sends its own name here.
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host)) {
    return forbidden('The Host header is not the address of this page.');
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return forbidden('The request comes from another origin.');
  }
  if (fromAnotherSite(headers) && !(isPage && isNavigation(method, headers))) {
    return forbidden('The request comes from another site.');
  }
  if (!METHODS.includes(method)) {
    return { status: 405, body: 'Only GET and POST are allowed.\n', headers: { Allow: METHODS.join(', ') } };
  }
}

/** In constant time. */
export function equalTokens(given, token) {
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** For a browser, every port of 127.0.0.1 is the same site, so that `same-site` is another program's page. */
const fromAnotherSite = (headers) => !['same-origin', 'none', undefined].includes(headers['sec-fetch-site']);

/** A link to the page that a person follows, in a tab of its own and not in a frame. */
const isNavigation = (method, headers) =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

const forbidden = (body) => ({ status: 403, body: `${body}\n` });
