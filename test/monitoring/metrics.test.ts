import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import {
  AWSProvider,
  DataStore,
  EcommercePlatform,
  EnvironmentProviderFactory,
  MonitoringConstruct,
  ServiceCatalogue,
  VpcConstruct,
} from '../../src';
import { EVERY_KIND } from '../support/service-stacks';
import { templateOf, threeZoneStack } from '../support/stacks';
import { metricsOfAlarms, metricsOfDashboards, type UsedMetric } from '../support/used-metrics';
import { METRICS_TABLE } from './metrics-table';

const CATALOGUES = {
  'phase one': ServiceCatalogue.PHASE_ONE,
  'phase two': ServiceCatalogue.PHASE_TWO,
  'every kind of store': EVERY_KIND.withService({
    name: 'payments',
    store: DataStore.postgresInstance({ proxy: true }),
  }),
};

/** All templates of a platform with alarms and dashboards, nested ones too. */
function templatesOf(environment: string, catalogue: ServiceCatalogue): object[] {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const services = catalogue.services.map(({ name }) => name);
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment }),
    catalogue,
    monitoring: { serviceDashboards: services.slice(0, 2) },
  });
  const assembly = app.synth();
  return [
    ...assembly.stacks.map(({ template }) => template),
    ...platform.node
      .findAll()
      .filter((child) => child instanceof NestedStack)
      .map(({ templateFile }) => JSON.parse(readFileSync(join(assembly.directory, templateFile), 'utf8'))),
  ];
}

/** The template of a network with its alarms, and with one that is off by default. */
function templateOfNetwork(): object {
  const stack = threeZoneStack();
  const provider = new AWSProvider();
  const { monitored } = new VpcConstruct(stack, 'Network', { provider });
  const monitoring = new MonitoringConstruct(stack, 'Monitoring', {
    provider,
    overrides: { 'network/PacketsDropped': { threshold: 0.01 } },
  });
  monitoring.watch('network', monitored);
  return templateOf(stack).toJSON();
}

/** Why a metric is not one of the table's; undefined if it is. */
function faultOf({ namespace, metricName, dimensions, statistic }: UsedMetric): string | undefined {
  const named = METRICS_TABLE.filter(({ metrics }) => metricName in metrics);
  const found = named.filter(
    (row) =>
      (namespace === undefined || row.namespace === namespace) &&
      (dimensions === undefined || row.dimensions.join() === dimensions.join()),
  );
  if (found.length === 0) {
    return `${namespace} has no ${metricName} of ${dimensions?.join()}`;
  }
  const fits = found.some(({ metrics }) => statistic === undefined || metrics[metricName].includes(statistic));
  return fits ? undefined : `${statistic} does not fit ${metricName} of ${namespace}`;
}

describe.each(['production', 'staging'])('in %s', (environment) => {
  test.each(Object.entries(CATALOGUES))('every metric of the platform with %s is one of the table', (_, catalogue) => {
    const templates = templatesOf(environment, catalogue);
    const ofAlarms = templates.flatMap((template) => [...metricsOfAlarms(template).values()].flat());
    const ofDashboards = templates.flatMap(metricsOfDashboards);
    expect([...new Set([...ofAlarms, ...ofDashboards].map(faultOf))].filter((fault) => fault !== undefined)).toEqual(
      [],
    );
    expect(ofAlarms.length).toBeGreaterThan(80);
    expect(ofDashboards.length).toBeGreaterThan(20);
  });
});

test('every metric of NAT gateways is one of the table', () => {
  const template = templateOfNetwork();
  const alarms = metricsOfAlarms(template);
  const metrics = [...[...alarms.values()].flat(), ...metricsOfDashboards(template)];
  expect(metrics.map(faultOf).filter((fault) => fault !== undefined)).toEqual([]);
  expect(alarms.size).toBe(6);
});

test.each<[string, UsedMetric, string]>([
  [
    'a metric that does not exist',
    { namespace: 'AWS/RDS', metricName: 'CpuUtilisation', dimensions: ['DBInstanceIdentifier'], statistic: 'Average' },
    'AWS/RDS has no CpuUtilisation of DBInstanceIdentifier',
  ],
  [
    'a metric with dimensions that it does not have',
    {
      namespace: 'AWS/AmazonMQ',
      metricName: 'MessageReadyCount',
      dimensions: ['Broker', 'Queue'],
      statistic: 'Maximum',
    },
    'AWS/AmazonMQ has no MessageReadyCount of Broker,Queue',
  ],
  [
    'a statistic that says nothing',
    { namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: ['FunctionName'], statistic: 'Average' },
    'Average does not fit Errors of AWS/Lambda',
  ],
])('%s is not one of the table', (_, metric, fault) => {
  expect(faultOf(metric)).toBe(fault);
});

test('each row of the table has a source, and its dimensions are in alphabetical order', () => {
  for (const { source, dimensions } of METRICS_TABLE) {
    expect(source).not.toBe('');
    expect(dimensions).toEqual([...dimensions].sort());
  }
});
