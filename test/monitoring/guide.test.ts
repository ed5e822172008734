import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AWSProvider, EcommerceInfrastructure } from '../../src';
import { alarmTables } from '../support/alarm-table';
import { everyAlarm } from '../support/every-alarm';
import { sectionOf } from '../support/repository';

const GUIDE = 'docs/guides/monitoring.md';

test('the guide lists the alarms of every kind, with their metrics and thresholds', () => {
  const section = sectionOf(GUIDE, 'The alarms');
  const lines = section.split('\n').filter((line) => /^(\||### )/.test(line));
  expect(lines).toEqual(alarmTables(everyAlarm().watched));
});

test('the guide has the number and the price of the alarms of production', () => {
  const [text, alarms, metrics, composites, dollars] =
    /(\d+) alarms of (\d+) metrics and (\d+)\s+composite alarms: \$([\d.]+)/.exec(sectionOf(GUIDE, 'Costs')) ?? [];
  expect(text).toBeDefined();
  const deployed = alarmsOfProduction();
  expect([alarms, metrics, composites].map(Number)).toEqual([deployed.alarms, deployed.metrics, deployed.composites]);
  expect(Number(dollars)).toBeCloseTo(deployed.metrics * 0.1 + deployed.composites * 0.5);
});

/** The alarms of the platform with the default catalogue. A query counts as one metric. */
function alarmsOfProduction() {
  const app = new App();
  const env = { account: '123456789012', region: 'eu-central-1' };
  const { monitoring } = new EcommerceInfrastructure(app, 'Shop', { env, provider: new AWSProvider() });
  const template = Template.fromStack(Stack.of(monitoring ?? app));
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const metricsOf = ({ Properties: { Metrics = [{}] } }: Record<string, { Metrics?: object[] }>) =>
    Math.max(1, Metrics.filter((metric) => 'MetricStat' in metric).length);
  return {
    alarms: alarms.length,
    metrics: alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    composites: Object.keys(template.findResources('AWS::CloudWatch::CompositeAlarm')).length,
  };
}
