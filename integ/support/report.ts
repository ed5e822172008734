import { join } from 'node:path';
import { ExpectedResult, type IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import { Duration, aws_dynamodb as dynamodb, aws_lambda as lambda, type Stack } from 'aws-cdk-lib';
import {
  Capability,
  DataStore,
  type EcommercePlatform,
  type EcommercePlatformProps,
  NatGateways,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { disposable } from './disposable';
import { runsEngine } from './engines';

/** Props of a platform with the service that the function works for, and another one. */
export function platformOfReport(environmentName: string): EcommercePlatformProps {
  const partitionKey = { name: 'sku', type: dynamodb.AttributeType.STRING };
  return {
    provider: disposable('development'),
    environmentName,
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
  };
}

/** Props of the function. */
export interface ReportProps {
  readonly environmentName: string;
  /** The ARN of a secret that the function must not read. */
  readonly foreignSecret?: string;
}

/** Creates a function of the service that uses what the service may use, tries more, and returns each result. */
export function reportFunction(
  stack: Stack,
  platform: EcommercePlatform,
  { environmentName, foreignSecret }: ReportProps,
): lambda.Function {
  const stock = platform.service('stock');
  const report = new lambda.Function(stack, 'Report', {
    runtime: lambda.Runtime.NODEJS_22_X,
    code: lambda.Code.fromAsset(join(__dirname, '..', 'workload')),
    handler: 'index.handler',
    timeout: Duration.seconds(60),
    memorySize: 512,
    vpc: platform.vpc,
    securityGroups: stock.securityGroups,
    environment: {
      PARAMETER: `/${environmentName}/stock/connection`,
      FOREIGN_SECRET: foreignSecret ?? '',
    },
  });
  stock.connect(Workload.lambdaFunction(report));
  return report;
}

/** Expects the results of the function. */
export function expectReport(assertions: IDeployAssert, { functionName }: lambda.Function): void {
  const expected = {
    password: '64 characters',
    table: '7',
    media: 'round trip',
    parameters: 'read',
    ...(IN_ACCOUNT || runsEngine('valkey') ? { cache: 'round trip', foreignKey: 'refused: NOPERM' } : {}),
  };
  for (const [name, value] of Object.entries(expected)) {
    expectResult(assertions, functionName, name, value);
  }
  const ownUser = ExpectedResult.stringLikeRegexp('^stock-');
  assertions.invokeFunction({ functionName }).assertAtPath('Payload.user', ownUser);
}

/** Expects that IAM refuses the foreign secret. */
export function expectRefusal(assertions: IDeployAssert, { functionName }: lambda.Function): void {
  expectResult(assertions, functionName, 'foreignSecret', 'refused: AccessDeniedException');
}

function expectResult(assertions: IDeployAssert, functionName: string, name: string, result: string): void {
  assertions.invokeFunction({ functionName }).assertAtPath(`Payload.${name}`, { result } satisfies ExpectedResult);
}

/** Without engines, nothing listens on the endpoint of the cache in the emulator. */
const IN_ACCOUNT = process.env.INTEG_IN_ACCOUNT !== undefined;
