import { runbookPage, runbookUrl } from '../../src/monitoring/runbooks';
import { everyAlarm } from '../support/every-alarm';
import { filesBelow, textOf } from '../support/repository';

const FOLDER = 'docs/runbooks';

/** The pages that are no runbook of an alarm or an event. */
const OTHERS = ['README.md', 'restore-drill.md'];

/** The page of the events that RDS publishes to the topic. */
const DATABASE_EVENTS = 'database-event.md';

const HEADINGS = [
  'What it means for customers',
  'How to see it',
  'What to do now',
  'What to do later',
  'When it is not a problem',
];

const pages = filesBelow(FOLDER).map((path) => path.slice(FOLDER.length + 1));
const { watched, templates } = everyAlarm();
const definitions = watched.flatMap(({ alarms }) => alarms);
const ofAlarms = new Set(definitions.map(({ alarmId }) => runbookPage(alarmId)));
const ofEvents = new Set(eventRules().flatMap((text) => linkedPages(text)));

test.each([
  ['CpuHigh', 'cpu-high.md'],
  ['Errors5xx', 'errors-5xx.md'],
  ['Red', 'red.md'],
])('the runbook of %s is %s', (alarmId, page) => {
  expect(runbookPage(alarmId)).toBe(page);
  expect(runbookUrl(alarmId)).toBe(`https://github.com/org/ecommerce-constructs/blob/main/docs/runbooks/${page}`);
});

test('every alarm of every kind of store and part has a runbook', () => {
  expect([...ofAlarms].filter((page) => !pages.includes(page))).toEqual([]);
});

test('every rule for events links to a runbook', () => {
  expect(eventRules().filter((text) => linkedPages(text).length === 0)).toEqual([]);
  expect([...ofEvents].filter((page) => !pages.includes(page))).toEqual([]);
});

test('every runbook is of an alarm or an event', () => {
  const expected = [...ofAlarms, ...ofEvents, ...OTHERS, ...(publishesDatabaseEvents() ? [DATABASE_EVENTS] : [])];
  expect(pages.filter((page) => !expected.includes(page))).toEqual([]);
});

test('every deployed alarm links to its runbook', () => {
  const alarms = templates.flatMap((template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')));
  expect(alarms.length).toBeGreaterThan(20);
  const without = alarms.filter(({ Properties }) => {
    const [page, ...others] = linkedPages(Properties.AlarmDescription);
    return page === undefined || others.length > 0 || !pages.includes(page);
  });
  expect(without).toEqual([]);
});

describe.each(pages.filter((page) => page !== 'README.md'))('%s', (page) => {
  const text = textOf(`${FOLDER}/${page}`);

  test('has the five parts of a runbook, in their order', () => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.filter((heading) => HEADINGS.includes(heading))).toEqual(HEADINGS);
    if (page !== 'restore-drill.md') expect(headings).toEqual(HEADINGS);
  });

  test('has text in each part', () => {
    const parts = text.split(/^## .+$/m).slice(1);
    expect(parts.filter((part) => part.trim() === '')).toEqual([]);
  });

  test('quotes requests with a question mark, which some shells would expand', () => {
    expect([...text.matchAll(/\bsearch _[^\s'`]*\?.*/g)].map(([command]) => command)).toEqual([]);
  });

  test('has a warning beside each command that cannot be undone', () => {
    const commands = [...text.matchAll(/pg_drop_replication_slot|search [A-Z]+ -X\s+DELETE|ROLLBACK PREPARED/g)];
    expect(commands.length === 0 || /cannot be undone|Ask the owner|asking the owner/.test(text)).toBe(true);
  });

  test('is in the index', () => {
    expect(textOf(`${FOLDER}/README.md`)).toContain(`](${page})`);
  });
});

/** Owners whose pages differ by kind: an alarm of several kinds has a part for each. */
const PARTS: Record<string, string> = {
  'PostgreSQL instance': 'PostgreSQL',
  Aurora: 'Aurora',
  DocumentDB: 'DocumentDB',
  Cache: 'Cache',
  Broker: 'Broker',
  Search: 'Search',
};

test('the page of an alarm that several kinds have names each of them', () => {
  const missing = watched.flatMap(({ kind, alarms }) =>
    alarms
      .filter(
        ({ alarmId }) => PARTS[kind] && !new RegExp(PARTS[kind], 'i').test(textOf(`${FOLDER}/${runbookPage(alarmId)}`)),
      )
      .map(({ alarmId }) => `${alarmId}: ${PARTS[kind]}`),
  );
  expect(missing).toEqual([]);
});

function linkedPages(text: string): string[] {
  return [...text.matchAll(/docs\/runbooks\/([\w-]+\.md)/g)].map(([, page]) => page);
}

/** The texts that rules of EventBridge send. */
function eventRules(): string[] {
  const rules = templates.flatMap((template) => Object.values(template.findResources('AWS::Events::Rule')));
  return rules.map(({ Properties }) => JSON.stringify(Properties.Targets));
}

function publishesDatabaseEvents(): boolean {
  return templates.some((template) => Object.keys(template.findResources('AWS::RDS::EventSubscription')).length > 0);
}
