// Lists products, each with a picture in the bucket, and says how many of them are left.

import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { cachePlaces, inCache } from '../program/cache.mjs';
import { fieldsOf, Refusal } from '../program/http.mjs';
import { look, notRun } from '../program/places.mjs';
import { run } from '../program/program.mjs';
import { kind, PART } from '../stores/kind.mjs';

const CACHE_SECONDS = 10; // a count may be as old as this
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

const products = await import(`../stores/products/${kind}.mjs`);
const bucket = process.env.BUCKET_NAME && (await import('../connections/storage.mjs'));

const keyOf = (sku) => `product:${sku}`;

async function find(sku) {
  const cached = await inCache((cache) => cache.get(keyOf(sku)));
  if (cached) return JSON.parse(cached);
  const product = await products.find(sku);
  if (product) await inCache((cache) => cache.set(keyOf(sku), JSON.stringify(product), 'EX', CACHE_SECONDS));
  return product;
}

/** Stores a picture before its product: a product never names a picture that is not there. */
async function storePicture(sku, base64) {
  if (!bucket) return null;
  const Body = Buffer.from(base64, 'base64');
  if (!Body.subarray(0, PNG.length).equals(PNG)) throw new Refusal(400, 'The picture is no PNG.');
  const Key = `products/${sku}.png`;
  const { Bucket, storage } = bucket;
  await storage.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'image/png' }));
  return Key;
}

async function countIsKnown({ sku, available, version }) {
  await products.setAvailable({ sku, available, version });
  await inCache((cache) => cache.del(keyOf(sku)));
}

async function picturePlaces(sku) {
  if (!bucket) return [notRun('S3', 'storage is switched off')];
  return look('S3', 'no storage', async () => {
    const Key = (await products.find(sku))?.picture;
    if (!Key) return [];
    const { Bucket, storage } = bucket;
    const { ContentLength } = await storage.send(new HeadObjectCommand({ Bucket, Key }));
    return [{ thing: `object of ${ContentLength} bytes`, key: `${Bucket}/${Key}` }];
  });
}

const start = ({ relay }) => ({
  routes: {
    'POST /products': async ({ body }) => {
      const product = fieldsOf(body, ['sku', 'title'], ['price', 'quantity']);
      const known = await products.find(product.sku);
      if (known && ['title', 'price', 'quantity'].some((name) => known[name] !== product[name])) {
        throw new Refusal(409, `${product.sku} is another product.`); // its picture stays
      }
      await products.add({ ...product, picture: await storePicture(product.sku, String(body.picture)) });
      relay();
      return { sku: product.sku };
    },
    'GET /products/ID': ({ id }) => find(id),
    'GET /pictures/ID': async ({ id }) => {
      const { picture } = (await find(id)) ?? {};
      if (!picture) return undefined;
      const { Bucket, storage } = bucket;
      const { Body } = await storage.send(new GetObjectCommand({ Bucket, Key: picture }));
      return { picture: await Body.transformToString('base64') };
    },
  },
  hears: {
    inventoryservice: { 'stock.counted': countIsKnown, 'stock.reserved': countIsKnown, 'stock.released': countIsKnown },
  },
  unpublished: async () =>
    (await products.unpublished()).map(({ available, ...product }) => ({
      event: 'product.listed',
      content: product,
      markPublished: () => products.markPublished(product.sku),
    })),
  places: async ({ sku }) => [
    ...(await look(PART, 'no engine for the store', async () =>
      (await products.find(sku)) ? [products.place(sku)] : [],
    )),
    ...(await picturePlaces(sku)),
    ...(await cachePlaces(keyOf(sku))),
  ],
});

await run('productservice', { prepare: products.prepare, start });
