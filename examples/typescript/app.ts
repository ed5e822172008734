import { EcommerceInfrastructure, EnvironmentProviderFactory } from '@org/ecommerce-constructs';
import { App } from 'aws-cdk-lib';

const app = new App();

// The environment comes from `-c environment=...`, and from cdk.json where the command line says nothing.
new EcommerceInfrastructure(app, 'Ecommerce', { provider: EnvironmentProviderFactory.fromContext(app) });
