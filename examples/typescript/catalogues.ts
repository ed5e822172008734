import { DataStore, ServiceCatalogue } from '@org/ecommerce-constructs';
import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The catalogues that `-c catalogue=` can name. A catalogue lists the services, each with its store. */
const CATALOGUES = new Map<unknown, ServiceCatalogue>([
  ['phase-one', ServiceCatalogue.PHASE_ONE],
  ['phase-two', ServiceCatalogue.PHASE_TWO],
  ['mixed', mixed()],
]);

/** A custom catalogue: phase one, with other stores for some of the services. */
function mixed(): ServiceCatalogue {
  return (
    ServiceCatalogue.PHASE_ONE
      // The load has peaks, and many tasks open a few connections each.
      .withStore('orderservice', DataStore.auroraPostgres({ maxCapacity: 4, proxy: true }))
      // Items are read and written only by their key.
      .withStore(
        'inventoryservice',
        DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
      )
      // Products have different attributes.
      .withStore('productservice', DataStore.documentDb())
  );
}

/** Returns the catalogue that the app's context names. */
export function catalogueFromContext(scope: IConstruct): ServiceCatalogue {
  const name: unknown = scope.node.tryGetContext('catalogue');
  const catalogue = CATALOGUES.get(name);
  if (!catalogue) {
    throw new Error(`Unsupported catalogue: ${name}. Pass one of ${[...CATALOGUES.keys()].join(', ')} with -c.`);
  }
  return catalogue;
}
