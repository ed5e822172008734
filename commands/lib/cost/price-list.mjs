// The price list: a file that the user fetches from AWS, and that names the region, the SKU and the date of each price.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';

const FORMAT = 'ecommerce-constructs-prices-1';

/** Returns the default file of a region. */
export const cachedList = (region, env = process.env) =>
  join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ecommerce-constructs', `prices-${region}.json`);

/** Reads a price list, and rejects that of another region: its prices differ. */
export function readPriceList(file, region) {
  if (!existsSync(file)) {
    throw new Failure(`There is no price list ${file}: fetch it with \`cost --fetch-prices --region ${region}\`.`);
  }
  const list = parse(file);
  if (list?.format !== FORMAT || !list.region || list.prices === null || typeof list.prices !== 'object') {
    throw new Failure(
      `${file} is not a price list of this command: delete it, and fetch the prices with --fetch-prices.`,
    );
  }
  const [wrong] = Object.entries(list.prices).find(([, price]) => !isPrice(price)) ?? [];
  if (wrong !== undefined) {
    throw new Failure(
      `${file} has no valid price for ${wrong}: a price is a number above 0 with a currency. Delete the file, and fetch the prices.`,
    );
  }
  if (list.region !== region) {
    throw new Failure(
      `The price list ${file} is of ${list.region}, and the stacks are in ${region}: fetch the prices of ${region}.`,
    );
  }
  return list;
}

/** Nothing that the command counts is free: a price of 0 would hide a cost. */
const isPrice = (price) => Number.isFinite(price?.price) && price.price > 0 && typeof price.currency === 'string';

function parse(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.syscall) throw error;
    throw new Failure(
      `${file} is not a price list, because it is not JSON: delete it, and fetch the prices with --fetch-prices.`,
    );
  }
}

/** Writes prices to a file, which keeps its other prices. An interrupted command leaves the file as it was. */
export function writePriceList(file, region, prices) {
  const { madeUp, prices: old } = existsSync(file) ? readPriceList(file, region) : { prices: {} };
  if (madeUp) throw new Failure(`${file} is made up, and takes no fetched prices: name another file with --prices.`);
  mkdirSync(dirname(file), { recursive: true });
  const text = JSON.stringify({ format: FORMAT, region, prices: { ...old, ...prices } }, undefined, 2);
  writeFileSync(`${file}.partial`, `${text}\n`);
  renameSync(`${file}.partial`, file);
}

/** Describes the source and the dates of a list. */
export function describeList({ region, prices, madeUp }, keys) {
  const dates = keys.flatMap((key) => prices[key]?.date ?? []).sort();
  const when = dates[0] === dates.at(-1) ? (dates[0] ?? 'never') : `${dates[0]} to ${dates.at(-1)}`;
  const source = madeUp ? 'MADE UP for tests, not of AWS' : `of AWS, fetched ${when}`;
  return `Prices of ${region}: ${source}.`;
}
