// A customer of the shop: registers, lists products, searches, orders, and follows each order through the services.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { picture } from './picture.mjs';

const WAIT_MS = 60_000;
const POLL_MS = 100;
const REQUEST_MS = 10_000;
const STOCK = 5;

/** The services in the order in which an order comes to them. */
const WAY = [
  'userservice',
  'productservice',
  'searchservice',
  'orderservice',
  'inventoryservice',
  'paymentservice',
  'notificationservice',
];

/** What a service answered, if it was not success. */
export class AnswerError extends Error {}

/**
 * Places orders, one for each of `count` products, and waits until each is paid, notified and counted. Without a broker, no
 * service hears of an order: its status is then `placed`.
 * @param addresses the address of each service, by its name
 * @param options `count`, and `onStep`, which gets each step as { step, order, milliseconds }
 * @returns the orders, each { id, userId, sku, status, amount, answeredBy }: the part that answered the search
 */
export async function placeOrders(addresses, { count = 1, onStep = () => {} } = {}) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const hasBroker = await brokerRuns(addresses);
  return Promise.all(numbers.map((number) => placeOrder(addresses, number, hasBroker, onStep)));
}

/** Whether the services hear each other. */
async function brokerRuns(addresses) {
  const places = await get(addresses, 'orderservice', '/trace/none');
  return !places.some(({ part, thing }) => part === 'RabbitMQ' && thing.startsWith('not run: '));
}

async function placeOrder(addresses, number, hasBroker, onStep) {
  const word = randomBytes(5).toString('hex');
  const order = { id: `order-${word}`, userId: `user-${word}`, sku: `sku-${word}` };
  const timed = async (step, work) => {
    const begin = performance.now();
    const result = await work();
    onStep({ step, order: order.id, milliseconds: Math.round(performance.now() - begin) });
    return result;
  };

  const { id, userId, sku } = order;
  const send = () => post(addresses, 'orderservice', '/orders', { id, userId, sku, quantity: number });

  await timed('register', () => register(addresses, order.userId, word));
  await timed('list', () => list(addresses, order.sku, word, number));
  if (!hasBroker) return { ...order, ...(await timed('order', send)) };
  const { answeredBy } = await timed('search', () => searched(addresses, order.sku, word));
  await timed('order', send);
  const { status, amount } = await timed('pay', () => settled(addresses, id));
  if (status !== 'paid') throw new AnswerError(`The order ${id} is ${status}.`);
  await timed('notify', () => notified(addresses, id));
  await timed('count', () => counted(addresses, sku));
  return { ...order, status, amount, answeredBy };
}

/** Registers a user, and reads the user with the session. Without a cache, there are no sessions. */
async function register(addresses, id, word) {
  const { session } = await post(addresses, 'userservice', '/users', { id, email: `${word}@example.com`, name: word });
  if (session) await get(addresses, 'userservice', `/users/${id}`, { authorization: `Bearer ${session}` });
}

const list = (addresses, sku, word, number) =>
  post(addresses, 'productservice', '/products', {
    sku,
    title: `Lamp ${word}`,
    price: 100 * number + 99,
    quantity: STOCK + number,
    picture: picture([(40 * number) % 256, 120, 200]).toString('base64'),
  });

const searched = (addresses, sku, word) =>
  until(`the search finds ${sku}`, async () => {
    const answer = await get(addresses, 'searchservice', `/search?q=${word}`);
    return answer.found.some((entry) => entry.sku === sku) && answer;
  });

const settled = (addresses, id) =>
  until(`the order ${id} is paid`, async () => {
    const order = await get(addresses, 'orderservice', `/orders/${id}`);
    return ['paid', 'cancelled'].includes(order.status) && order;
  });

const notified = (addresses, id) =>
  until(`the notification of ${id} is there`, async () => {
    const notifications = await get(addresses, 'notificationservice', `/notifications/${id}`);
    return ['order.placed', 'payment.completed', 'order.paid'].every((event) =>
      notifications.some((notification) => notification.id === `${event}/${id}`),
    );
  });

/** Whether the stock, and the count that the product shows, are without the order. */
const counted = (addresses, sku) =>
  until(`the stock of ${sku} is counted`, async () => {
    const { quantity } = await get(addresses, 'inventoryservice', `/stock/${sku}`);
    const { available } = await get(addresses, 'productservice', `/products/${sku}`);
    return quantity === STOCK && available === STOCK;
  });

/**
 * Returns the way of an order through the services, as each service finds it in its own parts: rows { service, part, thing,
 * key }.
 */
export async function traceOrder({ id, userId, sku }, addresses) {
  const path = `/trace/${id}?user=${userId}&sku=${sku}`;
  return (await Promise.all(WAY.map((service) => get(addresses, service, path)))).flat();
}

export const get = (addresses, service, path, headers = {}) => request(addresses, service, path, { headers });

/** Sends a request again while the service is away: each has an id, so that it is done once. */
export const post = (addresses, service, path, content) =>
  until(`${service} takes ${path}`, () =>
    request(addresses, service, path, { method: 'POST', body: JSON.stringify(content) }),
  );

async function request(addresses, service, path, options) {
  const response = await fetch(new URL(path, addresses[service]), {
    ...options,
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  const content = await response.json();
  if (response.ok) return content;
  const error = new AnswerError(`${service} answered ${response.status} to ${path}: ${content.error}`);
  error.isFinal = response.status !== 503 && response.status !== 404; // what is not there yet may come
  throw error;
}

/** Waits for an answer. A service that is away, or that cannot answer now, may come back. */
export async function until(condition, work) {
  const end = Date.now() + WAIT_MS;
  let reason = '';
  while (Date.now() < end) {
    try {
      const result = await work();
      if (result) return result;
    } catch (error) {
      if (error.isFinal) throw error;
      reason = ` ${error.message}.`;
    }
    await delay(POLL_MS);
  }
  throw new AnswerError(`After ${WAIT_MS / 1_000} s, it was not so that ${condition}.${reason}`);
}
