// Serves the page of the running platform on loopback, to the browsers that know its address.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { equalTokens, refusal } from './guard.mjs';
import { routes } from './routes.mjs';

const HOST = '127.0.0.1';

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const NOT_FOUND = { status: 404, type: 'text/plain', body: 'Not found.\n' };

/**
 * Starts the server. `platform` has the asynchronous functions `state()`, `secrets(service)` and `log(name)`. Without a port,
 * the system chooses one. The address contains a token: only the processes and persons that know it get an answer.
 */
export async function startPage(platform, { port = 0 } = {}) {
  const token = randomBytes(32).toString('base64url');
  const find = routes(platform);
  const server = createServer((request, response) => {
    request.resume();
    answer(request, { token, find, port: server.address().port }).then((it) => send(response, it));
  });
  server.listen(port, HOST);
  await once(server, 'listening').catch((error) => {
    throw error.code === 'EADDRINUSE' ? new Error(`The page cannot be served: port ${port} is in use.`) : error;
  });
  return { address: `http://${HOST}:${server.address().port}/${token}/`, close: () => close(server) };
}

async function answer(request, { token, find, port }) {
  const [, given = '', ...rest] = request.url.split('?')[0].split('/');
  const refused = refusal(request, { port, isPage: rest.join('/') === '' });
  if (refused) return { type: 'text/plain', ...refused };
  if (!equalTokens(given, token)) return NOT_FOUND;
  try {
    return (await find(request.method, rest)) ?? NOT_FOUND;
  } catch (error) {
    return { status: 500, type: 'text/plain', body: `${String(error?.message ?? error).split('\n')[0]}\n` };
  }
}

function send(response, { status = 200, type, body, headers }) {
  response.writeHead(status, { ...HEADERS, 'Content-Type': `${type}; charset=utf-8`, ...headers });
  response.end(body);
}

/** Ends requests too that the platform does not answer. */
async function close(server) {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
