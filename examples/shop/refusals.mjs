// Tries to use the things of one service with the login of another one.

import { newObject, objects, role, secrets, table } from './attempts/aws.mjs';
import { deletedQueue, exchange, queue } from './attempts/broker.mjs';
import { key, newKey } from './attempts/cache.mjs';
import { database } from './attempts/database.mjs';
import { search } from './attempts/search.mjs';

const PARTS = [
  database,
  newKey,
  key,
  exchange,
  queue,
  deletedQueue,
  search,
  table,
  objects,
  newObject,
  ...secrets,
  role,
];

/** Nothing listens on the address of the part. */
const UNREACHABLE = /\b(ENOTFOUND|ECONNREFUSED|EAI_AGAIN)\b/;

/**
 * Tries everything that each service could do with the things of each other service, and the same with its own things, which
 * must succeed.
 * @param environments the environment of each service, by its name: settings, secrets and credentials
 * @returns rows { service, tried, on, refused, answer }. A row of the service's own thing has `isControl`. A row with `error`
 * shows nothing: the attempt failed for another reason than a refusal; with `unreachable`, because nothing listens; with
 * `untried`, because the service uses such a thing, and its environment has no login to try
 */
export async function tryRefusals(environments) {
  const services = Object.entries(environments).map(([service, environment]) => ({ service, ...environment }));
  const rows = await Promise.all(services.map((mine) => attemptsOf(mine, services)));
  return rows.flat();
}

/** The attempts of one service, one after another: a user of the broker has a limited number of connections. */
async function attemptsOf(mine, services) {
  const rows = [];
  for (const part of PARTS.filter((it) => it.mayTry(mine) || it.uses(mine))) {
    for (const theirs of services.filter((it) => part.uses(it))) {
      if (theirs !== mine && part.isShared?.(mine, theirs)) continue;
      rows.push(await attempt(part, mine, theirs));
    }
  }
  return rows;
}

async function attempt({ tried, work, isRefusal, mayTry }, mine, theirs) {
  const row = { service: mine.service, tried, on: theirs.service, ...(theirs === mine && { isControl: true }) };
  if (!mayTry(mine)) return { ...row, refused: false, answer: 'There is no login to try.', error: true, untried: true };
  try {
    await work(mine, theirs);
    return { ...row, refused: false, answer: 'done' };
  } catch (error) {
    const answer = answerOf(error);
    if (isRefusal(error)) return { ...row, refused: true, answer };
    return {
      ...row,
      refused: false,
      answer,
      error: true,
      ...(UNREACHABLE.test(error.message) && { unreachable: true }),
    };
  }
}

/** The code and the message of a server. It names users and things, and has no password. */
function answerOf({ code, name, statusCode, message, body }) {
  const text = body?.error?.reason ?? body?.Message ?? / with message "(.+)"$/.exec(message)?.[1] ?? message;
  const label = code ?? statusCode ?? (['Error', 'ReplyError'].includes(name) ? undefined : name);
  return [label, text.split('\n')[0].slice(0, 200)].filter((part) => part !== undefined && part !== '').join(': ');
}
