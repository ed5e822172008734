// An HTTP server on loopback, whose routes answer with JSON.

import { once } from 'node:events';
import { createServer } from 'node:http';
import { log } from '../connections/log.mjs';

const MAXIMUM_BYTES = 1024 ** 2;

/** An answer other than success, with a sentence for the client. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** A SKU is a key of stores and a part of names. Other texts have no control characters, which PostgreSQL does not take. */
const TEXTS = { sku: /^[\w-]{1,200}$/, other: /^\P{Cc}{1,200}$/u };
/** Prices are in cents. The amount of an order is at most their product, which is an integer of 32 bits. */
const MAXIMUM = { price: 1_000_000, quantity: 1_000 };

/** Returns the fields of a request. Each must be a text, or a number where `numbers` names it. */
export function fieldsOf(body, texts, numbers = []) {
  const isText = (name) => typeof body[name] === 'string' && (TEXTS[name] ?? TEXTS.other).test(body[name]);
  const isNumber = (name) => Number.isInteger(body[name]) && body[name] > 0 && body[name] <= MAXIMUM[name];
  const wrong = [...texts.filter((name) => !isText(name)), ...numbers.filter((name) => !isNumber(name))];
  if (wrong.length > 0) throw new Refusal(400, `Missing or wrong: ${wrong.join(', ')}.`);
  return Object.fromEntries([...texts, ...numbers].map((name) => [name, body[name]]));
}

/** Listens on a port, and takes requests to `routes`: by `GET /users/ID`, for example, a function that returns the answer. */
export async function serve(routes, port) {
  const server = createServer(async (request, response) => {
    const { status, content } = await answer(routes, request);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(content));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(routes, request) {
  try {
    const { collection, id, parameters } = partsOf(request.url);
    const route = routes[`${request.method} /${collection}${id ? '/ID' : ''}`];
    if (!route) throw new Refusal(404, 'Unknown path.');
    const body = request.method === 'POST' ? await bodyOf(request) : undefined;
    const content = await route({ id, body, parameters, headers: request.headers });
    if (content === undefined) throw new Refusal(404, `${id} does not exist.`);
    return { status: request.method === 'POST' ? 201 : 200, content };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, content: { error: error.message } };
    log('A request failed.', { method: request.method, url: request.url, error: error.message });
    return { status: 503, content: { error: 'The service cannot do this now. Try again.' } };
  }
}

/** Returns `{ collection, id, parameters }` of a path such as /users/ID. */
function partsOf(url) {
  try {
    const { pathname, searchParams } = new URL(`http://localhost${url}`);
    const [, collection, id] = pathname.split('/').map(decodeURIComponent);
    return { collection, id, parameters: searchParams };
  } catch {
    throw new Refusal(400, 'The path is wrong.');
  }
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAXIMUM_BYTES) throw new Refusal(413, 'The request is too large.');
  }
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Refusal(400, 'The request is not JSON.');
  }
}
