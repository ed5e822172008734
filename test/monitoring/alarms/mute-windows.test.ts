import { CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { parseSchedule } from '../../../src/monitoring/alarms/mute-schedule';
import { requireMuteWindow } from '../../../src/monitoring/alarms/mute-windows';

describe('a schedule', () => {
  test.each([
    ['cron(0 20 * * *)', 1440],
    ['cron(0 20 * * MON-FRI)', 3 * 1440],
    ['cron(0,30 * * * *)', 30],
    ['cron(0 2 29 FEB *)', 4 * 365 * 1440 + 1440],
    ['at(2026-12-24T18:00)', undefined],
  ])('%s begins again after at most %s minutes', (expression, longestPause) => {
    expect(parseSchedule(expression)).toEqual(longestPause === undefined ? {} : { longestPause });
  });

  test.each([
    'rate(1 day)',
    'cron(0 20 * * ? *)',
    'cron(0 20 * *)',
    'cron(0 24 * * *)',
    'cron(0/5 * * * *)',
    'cron(0 20 30 FEB *)',
    'cron(0 20 * * FRI-MON)',
    'at(2026-02-30T00:00)',
    'at(2026-12-24)',
  ])('%s is not one', (expression) => {
    expect(parseSchedule(expression)).toBeUndefined();
  });
});

describe('a mute window', () => {
  const valid = { name: 'night', schedule: 'cron(0 20 * * *)', duration: Duration.hours(10) };

  test.each([
    [{}],
    [{ duration: Duration.minutes(1) }],
    [{ duration: Duration.minutes(1439) }],
    [{ schedule: 'at(2026-12-24T18:00)', duration: Duration.days(15), timeZone: TimeZone.EUROPE_BERLIN }],
    [{ timeZone: TimeZone.of(new CfnParameter(new Stack(), 'Zone').valueAsString) }],
  ])('may have %j', (changes) => {
    expect(() => requireMuteWindow(new Stack(), 'window', { ...valid, ...changes })).not.toThrow();
  });

  test.each<[object, RegExp]>([
    [{ name: 'a b' }, /window\.name must be 1 to 64 letters/],
    [{ schedule: 'rate(1 day)' }, /window\.schedule must be cron\(Minutes/],
    [{ duration: Duration.seconds(90) }, /window\.duration must be a whole number of minutes/],
    [{ duration: Duration.days(16) }, /window\.duration must be a whole number of minutes, from one minute to 15 days/],
    [{ duration: Duration.days(1) }, /window\.duration must be shorter than 1440 minutes.*The window would never end/],
    [
      { timeZone: TimeZone.of('Europe/Berln') },
      /window\.timeZone must be a time zone of the IANA database, got 'Europe\/Berln'/,
    ],
    [{ owners: [] }, /window\.owners must be a list of one or more owners, got an empty list/],
  ])('is refused with %j', (changes, error) => {
    expect(() => requireMuteWindow(new Stack(), 'window', { ...valid, ...changes })).toThrow(error);
  });
});
