// Products in a collection. Each product has one document, and a change of a document is atomic.

import { inDatabase } from '../../connections/documents.mjs';

const inProducts = (work) => inDatabase((database) => work(database.collection('products')));

const productOf = (document) => {
  if (!document) return undefined;
  const { _id: sku, version, published, ...product } = document;
  return { sku, ...product };
};

export const prepare = () => inProducts((products) => products.createIndex({ published: 1 }));

export const add = ({ sku, ...product }) =>
  inProducts((products) =>
    products.updateOne({ _id: sku }, { $setOnInsert: { ...product, version: 0, published: false } }, { upsert: true }),
  );

export const find = async (sku) => productOf(await inProducts((products) => products.findOne({ _id: sku })));

export async function unpublished() {
  const documents = await inProducts((products) => products.find({ published: false }).limit(100).toArray());
  return documents.map(productOf);
}

export const markPublished = (sku) =>
  inProducts((products) => products.updateOne({ _id: sku }, { $set: { published: true } }));

/** An older count, which comes late or twice, changes nothing. */
export const setAvailable = ({ sku, available, version }) =>
  inProducts((products) =>
    products.updateOne({ _id: sku, version: { $lt: version } }, { $set: { available, version } }),
  );

export const place = (sku) => ({ thing: 'document in products', key: `_id = ${sku}` });
