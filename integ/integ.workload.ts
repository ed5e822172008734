import { join } from 'node:path';
import { type ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Duration, aws_dynamodb as dynamodb, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { Capability, DataStore, EcommercePlatform, NatGateways, ServiceCatalogue, Workload } from '../src';
import { integApp } from './support/app';
import { disposable } from './support/disposable';

const app = integApp('workload');
const partitionKey = { name: 'sku', type: dynamodb.AttributeType.STRING };
const platform = new EcommercePlatform(new Stack(app, 'integ-workload-platform'), 'Platform', {
  provider: disposable('development'),
  environmentName: 'integ-workload',
  catalogue: ServiceCatalogue.of([
    {
      name: 'stock',
      store: DataStore.dynamoDb({ partitionKey }),
      capabilities: [Capability.CACHE, Capability.STORAGE],
    },
    { name: 'orders' },
  ]),
  network: { natGateways: NatGateways.ONE }, // the function calls the APIs of AWS through it
  messaging: { enabled: false },
  search: { enabled: false },
});

const stack = new Stack(app, 'integ-workload');
const stock = platform.service('stock');
const report = new lambda.Function(stack, 'Report', {
  runtime: lambda.Runtime.NODEJS_22_X,
  code: lambda.Code.fromAsset(join(__dirname, 'workload')),
  handler: 'index.handler',
  timeout: Duration.seconds(60),
  memorySize: 512,
  vpc: platform.vpc,
  securityGroups: stock.securityGroups,
  environment: {
    PARAMETERS: '/integ-workload/stock/settings',
    FOREIGN_SECRET: platform.service('orders').store?.secrets.DATABASE_PASSWORD.secret.secretArn ?? '',
  },
});
stock.connect(Workload.lambdaFunction(report));

// The emulator runs no cache at the endpoint of the cache, and does not enforce IAM policies.
const inAccount = process.env.INTEG_IN_ACCOUNT !== undefined;
const expected = {
  user: 'ecommerce',
  password: '64 characters',
  table: '7',
  media: 'round trip',
  parameters: 'read',
  ...(inAccount ? { cache: 'reached', foreignSecret: 'refused: AccessDeniedException' } : {}),
};

const { assertions } = new IntegTest(app, 'workload', { testCases: [Stack.of(platform), stack] });
for (const [name, value] of Object.entries(expected)) {
  assertions
    .invokeFunction({ functionName: report.functionName })
    .assertAtPath(`Payload.${name}`, { result: value } satisfies ExpectedResult);
}
