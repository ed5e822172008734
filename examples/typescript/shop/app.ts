import { ServiceIsolationValidator } from '@org/ecommerce-constructs';
import { App } from 'aws-cdk-lib';
import { environmentFromContext } from './environments';
import { InvoicesStack } from './invoices';
import { OrderMigrationStack } from './order-migration';
import { ShopPlatform } from './platform';

const app = new App();
const { platform } = new ShopPlatform(app, 'Shop', environmentFromContext(app));
new InvoicesStack(app, 'ShopInvoices', { platform });
new OrderMigrationStack(app, 'ShopOrderMigration', { platform });
new ServiceIsolationValidator().requireIsolation(app);
