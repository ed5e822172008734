import { DataStore, ServiceCatalogue } from '@org/ecommerce-constructs';
import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Which service has which store, by the name to write after `-c catalogue=`. */
const CATALOGUES = new Map<unknown, ServiceCatalogue>([
  ['phase-one', ServiceCatalogue.PHASE_ONE],
  ['phase-two', ServiceCatalogue.PHASE_TWO],
  ['mixed', mixed()],
]);

/** A mix of one's own: phase one, and another store for each service that has a reason. */
function mixed(): ServiceCatalogue {
  return (
    ServiceCatalogue.PHASE_ONE
      // Orders come in bursts, from many tasks with a few connections each.
      .withStore('orderservice', DataStore.auroraPostgres({ maxCapacity: 4, proxy: true }))
      // Stock is read and written by its key alone.
      .withStore(
        'inventoryservice',
        DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
      )
      // No two products have the same attributes.
      .withStore('productservice', DataStore.documentDb())
  );
}

/** The catalogue that the app's context names. */
export function catalogueFromContext(scope: IConstruct): ServiceCatalogue {
  const name: unknown = scope.node.tryGetContext('catalogue');
  const catalogue = CATALOGUES.get(name);
  if (!catalogue) {
    throw new Error(`Unsupported catalogue: ${name}. Pass one of ${[...CATALOGUES.keys()].join(', ')} with -c.`);
  }
  return catalogue;
}
