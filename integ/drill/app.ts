import { Duration, aws_lambda as lambda, RemovalPolicy, aws_rds as rds, Stack } from 'aws-cdk-lib';
import { DataStore, EcommercePlatform, type PostgresInstanceOptions, ServiceCatalogue, Workload } from '../../src';
import { integApp, tagForTest } from '../support/app';
import { disposable } from '../support/disposable';

// scripts/lib/integ/restore-drill.mjs deploys this app with one of its phases, as docs/runbooks/restore-drill.md describes.
const { INTEG_DRILL_SOURCE: sourceIdentifier, INTEG_DRILL_FINISHED: finished } = process.env;

const app = integApp('drill');
const [own, workloads] = ['platform', 'workloads'].map((part) => new Stack(app, `integ-drill-${part}`));
for (const stack of [own, workloads]) {
  tagForTest(stack, 'drill');
}

// As in production, a replaced store remains, until the drill is finished.
const options: PostgresInstanceOptions = {
  engineVersion: rds.PostgresEngineVersion.VER_18,
  backupRetention: Duration.days(1),
  ...(finished ? {} : { removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true }),
  ...(sourceIdentifier ? { restoreToTime: { sourceIdentifier } } : {}),
};
const platform = new EcommercePlatform(own, 'Platform', {
  provider: disposable('local'),
  environmentName: 'integ-drill',
  catalogue: ServiceCatalogue.of([{ name: 'orders', store: DataStore.postgresInstance(options) }]),
  cache: { enabled: false },
  messaging: { enabled: false },
  search: { enabled: false },
  storage: { enabled: false },
});
const orders = platform.service('orders');
const handler = new lambda.Function(workloads, 'Orders', {
  runtime: lambda.Runtime.NODEJS_22_X,
  code: lambda.Code.fromInline('exports.handler = async () => {};'),
  handler: 'index.handler',
  vpc: platform.vpc,
  securityGroups: orders.securityGroups,
});
orders.connect(Workload.lambdaFunction(handler));
