import { alarmTables } from '../support/alarm-table';
import { everyAlarm } from '../support/every-alarm';
import { sectionOf } from '../support/repository';

const GUIDE = 'docs/guides/monitoring.md';

test('the guide lists the alarms of every kind, with their metrics and thresholds', () => {
  const section = sectionOf(GUIDE, 'The alarms');
  const lines = section.split('\n').filter((line) => /^(\||### )/.test(line));
  expect(lines).toEqual(alarmTables(everyAlarm().watched));
});
