import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { environment, fakeAws, resource, runCommandLine, temporaryFolder, writeAssembly } from '../support/command.mjs';

/** No price in it is of AWS. */
const MADE_UP = fileURLToPath(new URL('../support/made-up-prices.json', import.meta.url));

const RESOURCES = {
  Nat1: resource('AWS::EC2::NatGateway', {}, 'Shop/Platform/Network/Nat1'),
  Nat2: resource('AWS::EC2::NatGateway', {}, 'Shop/Platform/Network/Nat2'),
  Key: resource('AWS::KMS::Key', {}, 'Shop/Platform/Database/orders/Key'),
  Cache: resource(
    'AWS::ElastiCache::ReplicationGroup',
    { CacheNodeType: 'cache.huge', Engine: 'valkey', NumCacheClusters: 2 },
    'Shop/Platform/Cache/Group',
  ),
};

function inFolder(context, { answer = '() => ({})', resources = RESOURCES, ...options } = {}) {
  const folder = temporaryFolder(context);
  const { bin, calls } = fakeAws(folder, answer);
  const assembly = writeAssembly(join(folder, 'cdk.out'), resources, options);
  const cost = (...args) => runCommandLine(['cost', ...args], { env: environment(bin, folder), cwd: folder });
  return {
    folder,
    assembly,
    calls,
    cost,
    cached: (region) => join(folder, 'cache', 'ecommerce-constructs', `prices-${region}.json`),
  };
}

/** Returns the cells of a row of a table. */
const row = (output, start) =>
  output
    .split('\n')
    .find((line) => line.startsWith(start))
    ?.split(/ {2,}/);

test('the bill has a row for each item, a total, and the items that have no price', async (context) => {
  const { code, stdout } = await inFolder(context).cost('--prices', MADE_UP);
  assert.equal(code, 0);
  assert.deepEqual(row(stdout, 'network'), ['network', 'NAT gateway', '2', '0.5 USD/hour', '730.00']);
  assert.deepEqual(row(stdout, 'orders'), ['orders', 'KMS key', '1', '2 USD/month', '2.00']);
  assert.deepEqual(row(stdout, 'cache'), ['cache', 'cache node cache.huge', '2', 'no price', 'no price']);
  assert.deepEqual(row(stdout, 'network.natGateways'), ['network.natGateways', '730.00', 'NAT gateway']);
  assert.match(stdout, /^Total: 732\.00 USD a month .*It lacks 1 item\.$/m);
  assert.match(
    stdout,
    /lacks cache node cache\.huge \(the list has no price for cache\/cache\.huge\/Valkey\): cache$/m,
  );
});

test('the bill says that a made-up list is made up', async (context) => {
  const { stdout } = await inFolder(context).cost('--prices', MADE_UP);
  assert.match(stdout, /Prices of eu-west-1: MADE UP for tests, not of AWS\./);
  assert.match(readFileSync(MADE_UP, 'utf8'), /MADE UP for the tests/);
});

test('a made-up list in the cache is not used', async (context) => {
  const { cost, cached } = inFolder(context);
  mkdirSync(join(cached('eu-west-1'), '..'), { recursive: true });
  writeFileSync(cached('eu-west-1'), readFileSync(MADE_UP));
  const { code, stderr } = await cost();
  assert.equal(code, 1);
  assert.match(stderr, /is made up: fetch the prices/);
});

test('a list of another region is refused', async (context) => {
  const { code, stderr } = await inFolder(context, { environment: 'aws://1/eu-north-1' }).cost('--prices', MADE_UP);
  assert.equal(code, 1);
  assert.match(stderr, /is of eu-west-1, and the stacks are in eu-north-1: fetch the prices of eu-north-1\./);
});

test('a missing list and a file that is no list are reported', async (context) => {
  const { folder, cost } = inFolder(context);
  assert.match(
    (await cost()).stderr,
    /There is no price list .*prices-eu-west-1\.json: fetch it with `cost --fetch-prices --region eu-west-1`/,
  );
  writeFileSync(join(folder, 'list.json'), 'text');
  assert.match((await cost('--prices', 'list.json')).stderr, /is not a price list, because it is not JSON/);
  writeFileSync(join(folder, 'list.json'), '{}');
  assert.match((await cost('--prices', 'list.json')).stderr, /is not a price list of this command/);
  for (const list of ['null', '{"format":"ecommerce-constructs-prices-1","region":"eu-west-1","prices":null}']) {
    writeFileSync(join(folder, 'list.json'), list);
    assert.match((await cost('--prices', 'list.json')).stderr, /is not a price list of this command: delete it/);
  }
});

test('a price that is 0, no number, or without a currency is refused', async (context) => {
  const { folder, cost } = inFolder(context);
  for (const nat of [{ price: 0, currency: 'USD' }, { price: '0.5', currency: 'USD' }, { price: 1 }, null]) {
    const list = { format: 'ecommerce-constructs-prices-1', region: 'eu-west-1', prices: { nat } };
    writeFileSync(join(folder, 'list.json'), JSON.stringify(list));
    const { code, stderr } = await cost('--prices', 'list.json');
    assert.equal(code, 1);
    assert.match(stderr, /has no valid price for nat: a price is a number above 0 with a currency/);
  }
});

test('a resource with a condition is in no total, also in a nested stack with a condition', async (context) => {
  const resources = {
    Key: resource('AWS::KMS::Key'),
    Nat: { ...resource('AWS::EC2::NatGateway'), Condition: 'IsLarge' },
    Nested: {
      ...resource('AWS::CloudFormation::Stack'),
      Metadata: { 'aws:asset:path': 'nested.json' },
      Condition: 'IsLarge',
    },
  };
  const nested = { 'nested.json': { Secret: resource('AWS::SecretsManager::Secret') } };
  const { stdout } = await inFolder(context, { resources, nested }).cost('--prices', MADE_UP);
  assert.match(stdout, /^Total: 2\.00 USD a month .*It lacks 2 items\.$/m);
  assert.match(stdout, /lacks NAT gateway \(a condition decides at deployment whether it exists\)/);
});

test('stacks without a region need one, and the bill says so', async (context) => {
  const { cost } = inFolder(context, { environment: 'aws://unknown-account/unknown-region' });
  assert.match((await cost('--prices', MADE_UP)).stderr, /The stacks name no region: choose one with --region/);
  const { stdout } = await cost('--prices', MADE_UP, '--region', 'eu-west-1');
  assert.match(stdout, /Some stacks name no region: they are counted in eu-west-1\./);
});

test('the difference from another assembly has quantities and costs', async (context) => {
  const { folder, cost } = inFolder(context);
  const { Nat1, Cache } = RESOURCES;
  writeAssembly(join(folder, 'old'), { Nat1, Cache });
  const { stdout } = await cost('--prices', MADE_UP, '--compare', 'old');
  const difference = stdout.slice(stdout.indexOf('DIFFERENCE'));
  assert.deepEqual(row(difference, 'network'), ['network', 'NAT gateway', '1', '2', '+365.00']);
  assert.deepEqual(row(difference, 'cache'), undefined);
  assert.match(difference, /^Difference from old: \+367\.00 USD a month\.$/m);
  assert.match(
    (await cost('--prices', MADE_UP, '--compare', 'cdk.out')).stdout,
    /The assembly cdk\.out has the same quantities\./,
  );
});

test('assemblies of different regions are not compared', async (context) => {
  const { folder, cost } = inFolder(context);
  writeAssembly(join(folder, 'old'), RESOURCES, { environment: 'aws://1/us-east-1' });
  const { stderr } = await cost('--prices', MADE_UP, '--compare', 'old');
  assert.match(stderr, /The assemblies are of different regions, us-east-1 and eu-west-1/);
});

/** Answers for NAT gateways alone. */
const PRICING = `(operation, args) => {
  if (operation !== 'pricing get-products') throw new Error('unexpected');
  if (!args.join().includes('NAT Gateway')) return { PriceList: [] };
  const product = { sku: 'MADEUP1', attributes: { usagetype: 'EU-NatGateway-Hours' } };
  const terms = { OnDemand: { a: { priceDimensions: { b: { unit: 'Hrs', beginRange: '0', pricePerUnit: { USD: '0.25' } } } } } };
  return { PriceList: [JSON.stringify({ product, terms })] };
}`;

test('prices are fetched with the profile of the user, and kept with SKU and date', async (context) => {
  const { cost, calls, cached } = inFolder(context, { answer: PRICING });
  const { code, stdout, stderr } = await cost('--fetch-prices', '--profile', 'shop');
  assert.equal(code, 0, stderr);
  assert.ok(calls().every((call) => call.endsWith('--profile shop --region us-east-1 --output json')));
  const { region, prices } = JSON.parse(readFileSync(cached('eu-west-1'), 'utf8'));
  assert.equal(region, 'eu-west-1');
  assert.deepEqual(
    [prices.nat.sku, prices.nat.price, prices.nat.unit, prices.nat.currency],
    ['MADEUP1', 0.25, 'Hrs', 'USD'],
  );
  assert.match(prices.nat.date, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(Object.keys(prices), ['nat']);
  assert.match(stderr, /no price for key: AWS lists no such product in the region/);
  assert.match(stdout, /Prices of eu-west-1: of AWS, fetched \d{4}-\d\d-\d\d\./);
  assert.deepEqual(row((await cost()).stdout, 'network'), ['network', 'NAT gateway', '2', '0.25 USD/hour', '365.00']);
});

test('fetched prices never go into a made-up list', async (context) => {
  const before = readFileSync(MADE_UP, 'utf8');
  const { stderr } = await inFolder(context, { answer: PRICING }).cost('--fetch-prices', '--prices', MADE_UP);
  assert.match(stderr, /is made up, and takes no fetched prices/);
  assert.equal(readFileSync(MADE_UP, 'utf8'), before);
});

test('a fetch that AWS refuses names the operation and writes no list', async (context) => {
  const answer = `() => { throw new Error('An error occurred (AccessDeniedException) when calling the GetProducts operation: no'); }`;
  const { cost, cached } = inFolder(context, { answer });
  const { code, stderr } = await cost('--fetch-prices');
  assert.equal(code, 1);
  assert.match(stderr, /The credentials may not call `aws pricing get-products`/);
  assert.ok(!existsSync(cached('eu-west-1')));
});

test('an assembly without priced items has no total', async (context) => {
  const { Cache } = RESOURCES;
  const { stdout } = await inFolder(context, { resources: { Cache } }).cost('--prices', MADE_UP);
  assert.match(stdout, /There is no total, because no item has a price\./);
  assert.ok(!/\b0\.00\b/.test(stdout));
});
