import { App, Stack } from 'aws-cdk-lib';
import { AWSProvider, EcommercePlatform, ServiceCatalogue } from '../../src';
import { countsOf, tableOf } from '../support/alarm-count';
import { alarmTables } from '../support/alarm-table';
import { everyAlarm } from '../support/every-alarm';
import { sectionOf } from '../support/repository';

const GUIDE = 'docs/guides/monitoring.md';

test('the guide lists the alarms of every kind, with their metrics and thresholds', () => {
  const section = sectionOf(GUIDE, 'The alarms');
  const lines = section.split('\n').filter((line) => /^(\||### )/.test(line));
  expect(lines).toEqual(alarmTables(everyAlarm().watched));
});

test.each([
  ['phase one', ServiceCatalogue.PHASE_ONE],
  ['phase two', ServiceCatalogue.PHASE_TWO],
])('the guide has the number and the price of the alarms of production with %s', (_phase, catalogue) => {
  const stack = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const platform = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider(), catalogue });
  const services = catalogue.services.map(({ name }) => name);
  expect(sectionOf(GUIDE, 'Costs')).toContain(tableOf(countsOf(platform, services)));
});
