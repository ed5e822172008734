import { EcommerceInfrastructure, EnvironmentProviderFactory } from '@org/ecommerce-constructs';
import { App } from 'aws-cdk-lib';
import { catalogueFromContext } from './catalogues';
import { checkControls } from './controls';
import { NotificationsStack } from './notifications';
import { OrdersStack } from './orders';

const app = new App();
checkControls(app);

// The environment comes from `-c environment=...`, and from cdk.json where the command line says nothing; so does the
// catalogue.
const { platform } = new EcommerceInfrastructure(app, 'Ecommerce', {
  provider: EnvironmentProviderFactory.fromContext(app),
  catalogue: catalogueFromContext(app),
});

// Workloads have stacks of their own: they are deployed more often than what they run on, and by other people.
new OrdersStack(app, 'EcommerceOrders', { platform });
new NotificationsStack(app, 'EcommerceNotifications', { platform });
