import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchPrices, priceOf } from '../../lib/cost/fetch-prices.mjs';

/** A product in the format of the price list, with made-up prices in steps. */
function product(usagetype, steps, unit = 'Hrs') {
  const priceDimensions = Object.fromEntries(
    steps.map(([beginRange, USD], index) => [`step${index}`, { unit, beginRange, pricePerUnit: { USD } }]),
  );
  return {
    product: { sku: `SKU-${usagetype}`, attributes: { usagetype } },
    terms: { OnDemand: { term: { priceDimensions } } },
  };
}

const NAT = product('EU-NatGateway-Hours', [['0', '0.7']]);

test('a price has its SKU, its unit and its currency', () => {
  assert.deepEqual(priceOf('nat', [product('EU-NatGateway-Bytes', [['0', '0.1']], 'GB'), NAT]), {
    sku: 'SKU-EU-NatGateway-Hours',
    usagetype: 'EU-NatGateway-Hours',
    price: 0.7,
    currency: 'USD',
    unit: 'Hrs',
  });
});

test('a price in steps is that of the first step that is not free', () => {
  const steps = [
    ['1000', '0.2'],
    ['0', '0'],
    ['10', '0.3'],
  ];
  const { price, steps: inSteps } = priceOf('key', [product('eu-KMS-Keys', steps, 'Keys')]);
  assert.deepEqual([price, inSteps], [0.3, true]);
});

test('products with one price count as one, and different prices are refused', () => {
  const other = product('X-NatGateway-Hours', [['0', '0.7']]);
  assert.equal(priceOf('nat', [NAT, other]).price, 0.7);
  const dearer = product('X-NatGateway-Hours', [['0', '0.8']]);
  assert.deepEqual(priceOf('nat', [NAT, dearer]), { reason: '2 different prices match' });
});

test('no product, a free product and a price in another unit have no price', () => {
  assert.deepEqual(priceOf('nat', []), { reason: 'AWS lists no such product in the region' });
  assert.deepEqual(priceOf('nat', [product('EU-NatGateway-Hours', [['0', '0']])]), {
    reason: 'AWS lists no such product in the region',
  });
  assert.deepEqual(priceOf('nat', [product('EU-NatGateway-Hours', [['0', '1']], 'Month')]), {
    reason: 'the price is in another unit (Month)',
  });
});

test('prices are fetched for the region, with the date, and once for the same filters', async () => {
  const calls = [];
  const aws = {
    call: async (...call) => {
      calls.push(call);
      return { PriceList: [JSON.stringify(NAT)] };
    },
  };
  const settings = { region: 'eu-west-1', date: '2026-01-02' };
  const { prices, missing } = await fetchPrices(aws, ['nat', 'nat-data', 'dashboard'], settings);
  assert.equal(prices.nat.date, '2026-01-02');
  assert.deepEqual(missing, {
    'nat-data': 'AWS lists no such product in the region',
    dashboard: 'AWS lists no such product in the region',
  });
  const filter = (field, value) => `Type=TERM_MATCH,Field=${field},Value=${value}`;
  assert.deepEqual(calls, [
    [
      'pricing',
      'get-products',
      [
        '--service-code',
        'AmazonEC2',
        '--filters',
        filter('productFamily', 'NAT Gateway'),
        filter('regionCode', 'eu-west-1'),
      ],
    ],
    [
      'pricing',
      'get-products',
      ['--service-code', 'AmazonCloudWatch', '--filters', filter('productFamily', 'Dashboard')],
    ],
  ]);
});
