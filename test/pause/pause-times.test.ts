import { CfnParameter, Stack, TimeZone } from 'aws-cdk-lib';
import { PauseSchedule, type PauseScheduleOptions, Weekday } from '../../src';
import { PauseTimes } from '../../src/pause/pause-times';

const times = (options: PauseScheduleOptions = {}) => new PauseTimes(new Stack(undefined, 'Test'), options);

describe('the times of a pause', () => {
  test('are from 20:00 to 08:00 UTC, and on weekends, unless options say otherwise', () => {
    expect(times()).toMatchObject({
      stopServices: 'cron(0 20 ? * * *)',
      stopDatabases: 'cron(15 20 ? * * *)',
      startDatabases: 'cron(30 7 ? * MON,TUE,WED,THU,FRI *)',
      startServices: 'cron(0 8 ? * MON,TUE,WED,THU,FRI *)',
      timeZone: TimeZone.ETC_UTC,
    });
  });

  test('may be on either side of midnight: a database starts on the evening before', () => {
    const { stopDatabases, startDatabases } = times({
      stop: '22:50',
      start: '00:15',
      weekdays: [Weekday.SUNDAY, Weekday.MONDAY],
    });
    expect({ stopDatabases, startDatabases }).toEqual({
      stopDatabases: 'cron(5 23 ? * * *)',
      startDatabases: 'cron(45 23 ? * SAT,SUN *)',
    });
  });

  test('may stop after midnight of the day on which they start', () => {
    const { stopDatabases, windows } = times({ stop: '01:50', start: '10:00', weekdays: [Weekday.FRIDAY] });
    expect(stopDatabases).toBe('cron(5 2 ? * * *)');
    expect(windows).toEqual([{ weekdays: ['SAT'], hour: 1, minute: 50, minutes: 7 * 24 * 60 - 950 + 30 }]);
  });

  test('mute alarms from the stop until half an hour after the next start', () => {
    expect(times().windows).toEqual([
      { weekdays: ['MON', 'TUE', 'WED', 'THU'], hour: 20, minute: 0, minutes: 12 * 60 + 30 },
      { weekdays: ['FRI'], hour: 20, minute: 0, minutes: 60 * 60 + 30 },
    ]);
  });

  test('mute alarms in one window if every day is the same', () => {
    const { windows } = times({ weekdays: Object.values(Weekday) });
    expect(windows).toEqual([{ weekdays: Object.values(Weekday), hour: 20, minute: 0, minutes: 12 * 60 + 30 }]);
  });

  test('are in the time zone of the options', () => {
    expect(times({ timeZone: TimeZone.EUROPE_BERLIN }).timeZone).toEqual(TimeZone.EUROPE_BERLIN);
  });

  test('may be in a time zone that only the deployment knows', () => {
    const zone = new CfnParameter(new Stack(), 'Zone').valueAsString;
    expect(times({ timeZone: TimeZone.of(zone) }).timeZone.timezoneName).toBe(zone);
  });
});

describe('bad input is refused:', () => {
  test.each([
    [{ stop: '24:00' }, "stop must be a time from 00:00 to 23:59 that is known at synthesis, got '24:00'."],
    [{ start: '8:00' }, "start must be a time from 00:00 to 23:59 that is known at synthesis, got '8:00'."],
    [{ start: '08:60' }, 'start must be a time from 00:00 to 23:59'],
    [{ start: '' }, 'start must be a time from 00:00 to 23:59'],
    [
      { stop: new CfnParameter(new Stack(), 'Stop').valueAsString },
      'stop must be a time from 00:00 to 23:59 that is known',
    ],
    [{ stop: '08:00' }, "start must be an hour or more before and after `stop`, got '08:00'."],
    [{ stop: '07:01' }, 'start must be an hour or more before and after `stop`'],
    [{ stop: '08:59' }, 'start must be an hour or more before and after `stop`'],
    [{ stop: '23:30', start: '00:15' }, "got '00:15'"],
    [
      { weekdays: [] },
      'weekdays must be a list of one or more of MON, TUE, WED, THU, FRI, SAT, SUN, got an empty list.',
    ],
    [{ weekdays: [Weekday.MONDAY, Weekday.MONDAY] }, "weekdays must be unique, got 'MON,MON'"],
    [{ timeZone: TimeZone.of('Mars/Phobos') }, "timeZone must be a time zone of the IANA database, got 'Mars/Phobos'."],
    [{ desiredCount: 0 }, 'desiredCount must be a whole number from 1 to 5000, got 0'],
    [{ desiredCount: 5001 }, 'desiredCount must be a whole number from 1 to 5000, got 5001'],
  ])('%j', (options, message) => {
    const stack = new Stack(undefined, 'Test');
    expect(() => new PauseSchedule(stack, 'Pause', options)).toThrow(message.replace("'MON,MON'", "'MON, MON'"));
  });

  test.each([
    ['07:00', '08:00'],
    ['09:00', '08:00'],
  ])('but not a stop at %s and a start at %s', (stop, start) => {
    expect(() => times({ stop, start })).not.toThrow();
  });
});
