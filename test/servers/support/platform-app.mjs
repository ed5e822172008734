// An app with a platform of services that use every part. `-c services=A,B` chooses the services.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';

const library = createRequire(import.meta.url)(join(process.env.LOGIN_FUNCTIONS, '..', '..', 'index.js'));
const { Capability, DataStore, EcommerceInfrastructure, Events, LocalStackProvider, ServiceCatalogue, Subscription } =
  library;

const CAPABILITIES = [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH];

/** The names of the first ones begin with each other. */
const DEFINITIONS = {
  orders: { publishes: Events.ANY, store: DataStore.postgresInstance() },
  ordersapi: { subscribes: [Subscription.to('orders', 'placed')], store: DataStore.auroraPostgres() },
  'orders-archive': { subscribes: [Subscription.to('orders')], store: DataStore.documentDb() },
};

/** The local environment, whose secrets rotate. */
class Provider extends LocalStackProvider {
  secrets = { rotationInterval: Duration.days(30) };
}

const app = new App();
const services = app.node.getContext('services').split(',');
new EcommerceInfrastructure(app, 'Logins', {
  provider: new Provider(),
  catalogue: ServiceCatalogue.of(services.map((name) => ({ name, capabilities: CAPABILITIES, ...DEFINITIONS[name] }))),
});
app.synth();
