import { AWSProvider, DevelopmentProvider, NatGateways, VpcConstruct } from '../../src';
import { dimensionsOf, rowsOf } from '../support/alarm-rows';
import { threeZoneStack } from '../support/stacks';

const network = (provider = new AWSProvider(), natGateways?: NatGateways) =>
  new VpcConstruct(threeZoneStack(), 'Network', { provider, natGateways });

test('each NAT gateway has an alarm, and one that is off until an override gives a threshold', () => {
  const dropped =
    '100*part/(whole1+whole2) of PacketsDropCount Sum 60, PacketsInFromSource Sum 60, PacketsInFromDestination Sum 60';
  expect(rowsOf(network().monitored)).toEqual(
    ['1', '2', '3'].flatMap((gateway) => [
      `NatPortsExhausted-${gateway} | ErrorPortAllocation Sum 60 > 0 15/15 notBreaching T`,
      `PacketsDropped-${gateway} | ${dropped} > undefined 5/5 missing T`,
    ]),
  );
});

test('the metrics are those of the gateways in the order of their subnets', () => {
  const { monitored, natGatewayIds } = network();
  const ids = monitored.alarms.map(({ metric }) => Object.values(dimensionsOf(metric))[0].NatGatewayId);
  expect([...new Set(ids)]).toEqual(natGatewayIds);
  expect(natGatewayIds).toHaveLength(3);
});

test('a network without NAT gateways has no alarms and no graphs', () => {
  expect(network(new DevelopmentProvider(), NatGateways.NONE).monitored).toEqual({ alarms: [], graphs: [] });
});

test.each([
  ['metricErrorPortAllocation', 'ErrorPortAllocation', 'Sum'],
  ['metricPacketsDropCount', 'PacketsDropCount', 'Sum'],
  ['metricActiveConnectionCount', 'ActiveConnectionCount', 'Maximum'],
] as const)('%s returns %s of a gateway', (method, metricName, statistic) => {
  const construct = network();
  const [NatGatewayId] = construct.natGatewayIds;
  expect(construct[method](NatGatewayId)).toMatchObject({ metricName, statistic, dimensions: { NatGatewayId } });
});
