import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { chooseDatabase, type DatabaseDetails } from './dashboard-databases';
import { type DashboardGraph, DashboardSection } from './dashboard-graph';
import { admit, type Size } from './dashboard-limits';
import { chunks, numbered, type SharedGraph, sharedGraphs, WHOLE_WIDTH } from './dashboard-widgets';
import { RUNBOOKS_URL } from './runbooks';

/** The content of a dashboard. Its metrics, alarms and log groups have no tokens of another stack. */
export interface DashboardContents {
  /** The name of the dashboard: letters, digits, hyphens and underscores. */
  readonly name?: string;
  /** The heading, such as the name of the environment. */
  readonly title: string;
  /** The graphs of each owner, in the order in which owners are listed. */
  readonly owners: ReadonlyMap<string, DashboardGraph[]>;
  /** The alarms that page, one for each owner. */
  readonly composites: cloudwatch.IAlarm[];
  /** All other alarms. */
  readonly alarms: cloudwatch.IAlarm[];
  /** The address of the folder with the runbooks. */
  readonly runbooksUrl?: string;
}

/**
 * Creates a dashboard of a platform, in the order in which a person looks during an incident: links to runbooks, alarms,
 * whether the shop is served, then each part.
 */
export function createDashboard(scope: Construct, id: string, contents: DashboardContents): cloudwatch.Dashboard {
  return fill(scope, id, contents, chooseDatabase(contents.owners));
}

/** Creates a dashboard of one owner, such as a service, with its graphs, and with the alarms in `contents`. */
export function createServiceDashboard(
  scope: Construct,
  id: string,
  owner: string,
  contents: DashboardContents,
): cloudwatch.Dashboard {
  return fill(scope, id, { ...contents, owners: new Map([[owner, contents.owners.get(owner) ?? []]]) });
}

function fill(
  scope: Construct,
  id: string,
  { name, title, owners, composites, alarms, runbooksUrl = RUNBOOKS_URL }: DashboardContents,
  databases?: DatabaseDetails,
): cloudwatch.Dashboard {
  const rows = [
    [text(introduction(title, runbooksUrl), 3)],
    statusWidgets('Pages, one for each owner', composites),
    statusWidgets('Alarms', alarms),
  ];
  const { shown, omitted } = admit(sharedGraphs(owners), reservedFor(rows, databases));
  for (const { section, heading, runbooks } of SECTIONS) {
    const graphs = shown.filter((graph) => graph.section === section);
    if (graphs.length === 0) continue;
    rows.push([text(`## ${heading}\n[Runbooks](${runbooksUrl}/README.md#${runbooks})`, 2)]);
    rows.push(graphs.flatMap(({ widgets }) => widgets));
    if (section === DashboardSection.STORES && databases) rows.push(databases.widgets);
  }
  if (omitted.length > 0) rows.push([text(omission(omitted), 3)]);
  return new cloudwatch.Dashboard(scope, id, {
    dashboardName: name,
    widgets: rows.filter((row) => row.length > 0),
    variables: databases && [databases.variable],
  });
}

function introduction(title: string, runbooksUrl: string): string {
  return [
    `# ${title}`,
    'Open an alarm that is red: its description says what is wrong, and links to its runbook.',
    `[All runbooks](${runbooksUrl}/README.md) · [Restore a store](${runbooksUrl}/restore-drill.md)`,
  ].join('\n\n');
}

/** CloudWatch sorts alarms in the state ALARM first. */
function statusWidgets(title: string, alarms: cloudwatch.IAlarm[]): cloudwatch.IWidget[] {
  const parts = chunks(alarms, ALARMS);
  return parts.map(
    (part, index) =>
      new cloudwatch.AlarmStatusWidget({
        title: numbered(title, { index, of: parts.length }),
        alarms: part,
        sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
        width: WHOLE_WIDTH,
        height: Math.min(MAX_HEIGHT, 2 + Math.ceil(part.length / ALARMS_IN_A_ROW)),
      }),
  );
}

function omission(graphs: SharedGraph[]): string {
  const titles = [...new Set(graphs.map(({ title }) => title))].join('; ');
  return `## Not on this dashboard\nA dashboard has at most 2,500 metrics and 500 widgets. These graphs are left out: ${titles}. The dashboard of a service has them.`;
}

/** The widgets beside the graphs, with a heading for each section and the text about graphs that are left out. */
function reservedFor(rows: cloudwatch.IWidget[][], databases?: DatabaseDetails): Size {
  const widgets = [...rows.flat(), ...(databases?.widgets ?? [])].length + SECTIONS.length + 1;
  return { widgets, metrics: databases?.metrics ?? 0 };
}

function text(markdown: string, height: number): cloudwatch.IWidget {
  return new cloudwatch.TextWidget({
    markdown,
    width: WHOLE_WIDTH,
    height,
    background: cloudwatch.TextWidgetBackground.TRANSPARENT,
  });
}

/** The headings, and the headings of the index of runbooks that they link to. */
const SECTIONS = [
  { section: DashboardSection.SERVICE, heading: 'Is the shop served?', runbooks: 'broker' },
  { section: DashboardSection.STORES, heading: 'Stores', runbooks: 'stores' },
  { section: DashboardSection.CACHE, heading: 'Cache', runbooks: 'cache' },
  { section: DashboardSection.MESSAGING, heading: 'Broker', runbooks: 'broker' },
  { section: DashboardSection.SEARCH, heading: 'Search', runbooks: 'search' },
  {
    section: DashboardSection.PLATFORM,
    heading: 'Network, rotation, dead letters',
    runbooks: 'network-rotation-and-dead-letters',
  },
  { section: DashboardSection.LOGS, heading: 'Logs', runbooks: 'stores' },
];

/** The alarms of a widget. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const ALARMS = 100;

const ALARMS_IN_A_ROW = 6;

const MAX_HEIGHT = 10;
