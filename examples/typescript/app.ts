import {
  EcommerceInfrastructure,
  EnvironmentProviderFactory,
  ServiceIsolationValidator,
  ServiceStacks,
} from '@org/ecommerce-constructs';
import { Annotations, App } from 'aws-cdk-lib';
import { catalogueFromContext } from './catalogues';
import { checkControls } from './controls';
import { NotificationsStack } from './notifications';
import { OrdersStack } from './orders';

export const app = new App();
checkControls(app);

// The environment and the catalogue come from `-c environment=...` and `-c catalogue=...`. The defaults are in cdk.json.
// `-c layout=per-service` gives each service a stack. A deployed platform keeps its layout.
const { platform } = new EcommerceInfrastructure(app, 'Ecommerce', {
  provider: EnvironmentProviderFactory.fromContext(app),
  catalogue: catalogueFromContext(app),
  serviceStacks:
    app.node.tryGetContext('layout') === 'per-service' ? ServiceStacks.perService() : ServiceStacks.TOGETHER,
});

// The network has no interface endpoints, which AWS bills by the hour and the zone. Payment then reaches AWS on port 443.
Annotations.of(platform).acknowledgeWarning(
  '@org/ecommerce-constructs:egress',
  'The example has no interface endpoints.',
);

// Each workload has a separate stack, because other teams deploy it, and more often than the platform.
new OrdersStack(app, 'EcommerceOrders', { platform });
new NotificationsStack(app, 'EcommerceNotifications', { platform });

// Prints what each service reaches, and fails if a service reaches what it was not given.
new ServiceIsolationValidator().requireIsolation(app);
