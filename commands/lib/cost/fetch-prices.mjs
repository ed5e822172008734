// Fetches prices from AWS, with the credentials of the user.

import { productOf, unitFits } from './products.mjs';

/** The price list API answers in a few regions, for all of them. */
export const PRICING_REGION = 'us-east-1';

/**
 * Fetches the price of each key in a region. Returns the prices, and the reasons for the keys that have none.
 * @param aws an AwsCli in PRICING_REGION
 */
export async function fetchPrices(aws, keys, { region, date, report = () => {} }) {
  const prices = {};
  const missing = {};
  const answers = new Map(); // several keys may have the same filters
  for (const [index, key] of keys.entries()) {
    report(`${index + 1} of ${keys.length}: ${key}`);
    const product = productOf(key);
    const filters = filtersOf(product, region);
    const id = JSON.stringify([product.service, filters]);
    if (!answers.has(id)) {
      const args = ['--service-code', product.service, '--filters', ...filters];
      answers.set(id, (await aws.call('pricing', 'get-products', args)).PriceList ?? []);
    }
    const found = priceOf(key, answers.get(id).map(parsed));
    if (found.price === undefined) missing[key] = found.reason;
    else prices[key] = { ...found, date };
  }
  return { prices, missing };
}

function filtersOf({ filters, anyRegion }, region) {
  const all = { ...filters, ...(anyRegion ? {} : { regionCode: region }) };
  return Object.entries(all).map(([field, value]) => `Type=TERM_MATCH,Field=${field},Value=${value}`);
}

const parsed = (product) => (typeof product === 'string' ? JSON.parse(product) : product);

/**
 * Returns the one price among products, or the reason why there is none. Of a price in steps, it is that of the first step that
 * is not free, and `steps` is true.
 */
export function priceOf(key, products) {
  const { usage } = productOf(key);
  const matching = products.filter(({ product }) => usage.test(product.attributes?.usagetype ?? ''));
  const offers = matching.flatMap(({ product, terms }) =>
    Object.values(terms?.OnDemand ?? {}).flatMap(({ priceDimensions }) =>
      offerOf(product, Object.values(priceDimensions)),
    ),
  );
  const fitting = offers.filter(({ unit }) => unitFits(key, unit));
  const distinct = new Set(fitting.map(({ price, currency }) => `${price} ${currency}`));
  if (distinct.size === 1) return fitting[0];
  if (distinct.size > 1) return { reason: `${distinct.size} different prices match` };
  if (offers.length > 0) return { reason: `the price is in another unit (${offers[0].unit})` };
  return { reason: 'AWS lists no such product in the region' };
}

function offerOf(product, dimensions) {
  const steps = dimensions
    .map((dimension) => ({ dimension, from: Number(dimension.beginRange ?? 0), ...amountOf(dimension) }))
    .filter(({ price }) => price > 0)
    .sort((one, other) => one.from - other.from);
  const [first] = steps;
  if (!first) return [];
  const { price, currency, dimension } = first;
  const offer = { sku: product.sku, usagetype: product.attributes.usagetype, price, currency, unit: dimension.unit };
  return [dimensions.length > 1 ? { ...offer, steps: true } : offer];
}

function amountOf({ pricePerUnit }) {
  const [[currency, amount] = []] = Object.entries(pricePerUnit ?? {});
  return { currency, price: Number(amount) };
}
