import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AlarmDefinition } from '../monitoring/alarm-definition';
import { type DashboardGraph, DashboardSection } from '../monitoring/dashboard-graph';
import type { IMonitored } from '../monitoring/monitored';
import { COUNT, type FittingOptions, HIGHEST, PartMetrics } from '../monitoring/part-metrics';

/** Returns the metrics of a NAT gateway. */
export function metricsOfNatGateway(scope: IConstruct, natGatewayId: string): PartMetrics {
  return new PartMetrics(scope, {
    namespace: 'AWS/NATGateway',
    dimensions: { NatGatewayId: natGatewayId },
    fitting: FITTING,
  });
}

/** Returns the alarms and graphs of NAT gateways. */
export function monitoredNatGateways(scope: IConstruct, natGatewayIds: readonly string[]): IMonitored {
  const gateways = natGatewayIds.map((id, index) => ({
    resource: String(index + 1),
    metrics: metricsOfNatGateway(scope, id),
  }));
  return {
    alarms: gateways.flatMap(({ resource, metrics }) => alarmsOf(resource, metrics)),
    graphs: gateways.length > 0 ? graphsOf(gateways) : [],
  };
}

function alarmsOf(resource: string, metrics: PartMetrics): AlarmDefinition[] {
  return [
    {
      alarmId: 'NatPortsExhausted',
      resource,
      metric: metrics.metric(FAILED),
      threshold: 0,
      evaluationPeriods: 15,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      summary: 'A NAT gateway has no free port for new connections to a host, so that calls to that host fail.',
      firstStep: 'Find the host and the workload in the flow logs: a client should keep its connections open.',
    },
    {
      alarmId: 'PacketsDropped',
      resource,
      metric: metrics.percentage('PacketsDropCount', 'PacketsInFromSource', 'PacketsInFromDestination'),
      maxThreshold: 100, // without a threshold: a few drops are usual, and each of the three metrics is billed
      evaluationPeriods: 5,
      summary: 'A NAT gateway drops packets.',
      firstStep: 'Compare with AWS Health, and with the bandwidth of the gateway.',
    },
  ];
}

function graphsOf(gateways: readonly { readonly resource: string; readonly metrics: PartMetrics }[]): DashboardGraph[] {
  const lines = (metricName: string) =>
    gateways.map(({ resource, metrics }) => metrics.metric(metricName, { label: resource }));
  const section = DashboardSection.PLATFORM;
  return [
    { section, title: 'Connections that found no port', metrics: lines(FAILED) },
    { section, title: 'Dropped packets', metrics: lines('PacketsDropCount') },
  ];
}

const FAILED = 'ErrorPortAllocation';

const FITTING: Readonly<Record<string, FittingOptions>> = {
  ActiveConnectionCount: HIGHEST,
  ErrorPortAllocation: COUNT,
  PacketsDropCount: COUNT,
  PacketsInFromDestination: COUNT,
  PacketsInFromSource: COUNT,
};
