import { type App, aws_dynamodb as dynamodb, aws_iam as iam, Stack } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import {
  DataStore,
  EcommerceInfrastructure,
  EnvironmentProviderFactory,
  type OperatorAccessOptions,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';

/** Phase one with one service on each other kind of store. */
const MIX = ServiceCatalogue.PHASE_ONE.withStore('orderservice', DataStore.auroraPostgres({ proxy: true }))
  .withStore('productservice', DataStore.documentDb())
  .withStore(
    'inventoryservice',
    DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
  );

/** What operators may connect to: a store of each kind with a port, and the shared parts. */
const TARGETS = ['userservice', 'orderservice', 'productservice', 'cache', 'messaging', 'search'];

const CATALOGUES: ReadonlyArray<readonly [string, ServiceCatalogue]> = [
  ['phase one', ServiceCatalogue.PHASE_ONE],
  ['phase two', ServiceCatalogue.PHASE_TWO],
  ['a mix', MIX],
];

/** The names of all services. */
export const SERVICES = ServiceCatalogue.PHASE_ONE.services.map(({ name }) => name);

/** The environments that the controls apply to. */
export const ENVIRONMENTS = ['staging', 'production'];

export interface Platform {
  readonly name: string;
  readonly environment: string;
  readonly app: App;
}

/**
 * Creates the platform for each environment and catalogue, with a workload for each service, in apps that set the feature
 * flags of `cdk init`.
 */
export function platforms(): Platform[] {
  return ENVIRONMENTS.flatMap((environment) =>
    CATALOGUES.map(([name, catalogue]) => ({
      name: `${environment}, ${name}`,
      environment,
      app: appOf(environment, catalogue, catalogue === MIX ? { targets: TARGETS } : undefined),
    })),
  );
}

function appOf(environment: string, catalogue: ServiceCatalogue, access?: OperatorAccessOptions): App {
  const app = newApp(recommended);
  const { platform } = new EcommerceInfrastructure(app, 'Ecommerce', {
    provider: EnvironmentProviderFactory.create({ environment }),
    catalogue,
    access,
  });
  const pods = new Stack(app, 'Pods');
  for (const { name } of catalogue.services) {
    const service = platform.service(name);
    const role = new iam.Role(pods, `${name}Role`, { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
    service.connect(Workload.identity(pods, name, role, service.securityGroups));
  }
  return app;
}
