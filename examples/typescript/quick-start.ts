import { EcommerceInfrastructure, EnvironmentProviderFactory, Workload } from '@org/ecommerce-constructs';
import { App, aws_lambda as lambda } from 'aws-cdk-lib';

const app = new App();
const shop = new EcommerceInfrastructure(app, 'Shop', {
  provider: EnvironmentProviderFactory.fromContext(app), // cdk deploy --all -c environment=production
});

const orders = shop.platform.service('orderservice');
const handler = new lambda.Function(shop, 'Orders', {
  runtime: lambda.Runtime.PYTHON_3_13,
  code: lambda.Code.fromInline('def handler(event, context): pass'),
  handler: 'index.handler',
  vpc: shop.platform.vpc,
  securityGroups: orders.securityGroupsFor(shop),
});
orders.connect(Workload.lambdaFunction(handler)); // network, IAM, settings and secrets
