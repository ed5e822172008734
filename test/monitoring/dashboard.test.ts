import { App, aws_cloudwatch as cloudwatch, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createDashboard, createServiceDashboard, type DashboardContents } from '../../src/monitoring/dashboard';
import { type DashboardGraph, DashboardSection } from '../../src/monitoring/dashboard-graph';

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: string[];
    readonly query?: string;
    readonly metrics?: unknown[][];
    readonly annotations?: { readonly horizontal: { readonly value: number; readonly label: string }[] };
  };
}

interface Body {
  readonly widgets: Widget[];
  readonly variables?: { readonly pattern: string; readonly values: { readonly value: string }[] }[];
}

describe('a dashboard of a platform', () => {
  test('has the order in which a person looks during an incident', () => {
    const owners = new Map(
      Object.values(DashboardSection)
        .reverse()
        .map((section) => [section, [graph({ section, title: `Graph of ${section}` })]]),
    );
    const { widgets } = dashboard({ owners, composites: alarms(1, 'page'), alarms: alarms(1, 'alarm') });
    expect(widgets.map(({ properties: { title, markdown } }) => title ?? markdown?.split('\n')[0])).toEqual([
      '# production',
      'Pages, one for each owner',
      'Alarms',
      '## Is the shop served?',
      'Graph of SERVICE',
      '## Stores',
      'Graph of STORES',
      'chosen-database: CPU, %',
      'chosen-database: Free memory, bytes',
      'chosen-database: Latency, seconds',
      'chosen-database: Disk queue',
      '## Cache',
      'Graph of CACHE',
      '## Broker',
      'Graph of MESSAGING',
      '## Search',
      'Graph of SEARCH',
      '## Network, rotation, dead letters',
      'Graph of PLATFORM',
      '## Logs',
      'Graph of LOGS',
    ]);
  });

  test('has no heading for a section without graphs', () => {
    const { widgets } = dashboard({ owners: new Map([['cache', [graph({ section: DashboardSection.CACHE })]]]) });
    expect(widgets.map(({ properties }) => properties.title ?? properties.markdown?.split('\n')[0])).toEqual([
      '# production',
      '## Cache',
      'CPU, %',
    ]);
  });

  test('links to the runbooks of the library, or of the user', () => {
    expect(dashboard({}).widgets[0].properties.markdown).toContain(
      '(https://github.com/org/ecommerce-constructs/blob/main/docs/runbooks/README.md)',
    );
    expect(dashboard({ runbooksUrl: 'https://wiki/books' }).widgets[0].properties.markdown).toContain(
      '(https://wiki/books/restore-drill.md)',
    );
  });

  test('has the name that it is given', () => {
    const stack = new Stack();
    createDashboard(stack, 'Dashboard', { ...EMPTY, name: 'production-platform' });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: 'production-platform',
    });
  });
});

describe('graphs of several owners with one title', () => {
  const two = (one: Partial<DashboardGraph>, other: Partial<DashboardGraph>) =>
    new Map([
      ['orderservice', [graph({ metrics: [cpu('orders')], ...one })]],
      ['userservice', [graph({ metrics: [cpu('users')], ...other })]],
    ]);

  test('are one widget with a line for each owner', () => {
    const [widget] = graphsOf(dashboard({ owners: two({}, {}) }));
    expect(labels(widget)).toEqual(['orderservice', 'userservice']);
    expect(widget.properties.metrics?.map((line) => line.slice(0, 4))).toEqual([
      ['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'orders'],
      ['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'users'],
    ]);
  });

  test('have one limit if all owners have the same', () => {
    const [widget] = graphsOf(dashboard({ owners: two({ limit: 90 }, { limit: 90 }) }));
    expect(limits(widget)).toEqual([[90, 'Limit']]);
  });

  test('have the names of the owners at limits that differ', () => {
    const [widget] = graphsOf(dashboard({ owners: two({ limit: 344 }, { limit: 189 }) }));
    expect(limits(widget)).toEqual([
      [344, 'Limit: orderservice'],
      [189, 'Limit: userservice'],
    ]);
  });

  test('name three of the owners of a limit that many have', () => {
    const owners = new Map(
      Array.from({ length: 6 }, (_, index) => [`s${index}`, [graph({ limit: index === 0 ? 1 : 2 })]]),
    );
    expect(limits(graphsOf(dashboard({ owners }))[0])).toEqual([
      [1, 'Limit: s0'],
      [2, 'Limit: s1, s2, s3 and 2 others'],
    ]);
  });

  test('have the owner and the label on each of several lines of an owner', () => {
    const nodes = [cpu('a').with({ label: '001' }), cpu('b').with({ label: '002' })];
    const [widget] = graphsOf(dashboard({ owners: two({ metrics: nodes }, {}) }));
    expect(labels(widget)).toEqual(['orderservice 001', 'orderservice 002', 'userservice']);
  });

  test('are one graph if one owner has several', () => {
    const logins = [cpu('a').with({ label: 'logins' })];
    const owners = new Map([...two({ metrics: logins }, {})]);
    owners.set('orderservice', [graph({ metrics: logins }), graph({ metrics: [cpu('b').with({ label: 'cache' })] })]);
    const shown = graphsOf(dashboard({ owners }));
    expect(shown.map(labels)).toEqual([['orderservice logins', 'orderservice cache', 'userservice']]);
  });

  test('may use the same ids in their expressions', () => {
    const expression = (name: string) =>
      new cloudwatch.MathExpression({ expression: 'IF(ready>0, ready, 0)', usingMetrics: { ready: cpu(name) } });
    const [widget] = graphsOf(
      dashboard({ owners: two({ metrics: [expression('a')] }, { metrics: [expression('b')] }) }),
    );
    expect(widget.properties.metrics?.map((line) => line.at(-1))).toEqual([
      expect.objectContaining({ expression: 'IF(ready_0x0>0, ready_0x0, 0)', label: 'orderservice' }),
      expect.objectContaining({ id: 'ready_0x0', visible: false }),
      expect.objectContaining({ expression: 'IF(ready_1x0>0, ready_1x0, 0)', label: 'userservice' }),
      expect.objectContaining({ id: 'ready_1x0', visible: false }),
    ]);
  });

  test('are two widgets if their sections differ', () => {
    const owners = two({}, { section: DashboardSection.CACHE });
    expect(graphsOf(dashboard({ owners })).map(labels)).toEqual([['CPUUtilization'], ['CPUUtilization']]);
  });
});

test('a line of the only owner of a graph has the label of its metric', () => {
  const metrics = [cpu('a').with({ label: '001' }), cpu('b')];
  const owners = new Map([['cache', [graph({ metrics })]]]);
  expect(labels(graphsOf(dashboard({ owners }))[0])).toEqual(['001', 'CPUUtilization']);
});

describe('a query of logs', () => {
  const query = (logGroupNames: string[]) =>
    graph({
      section: DashboardSection.LOGS,
      title: 'PostgreSQL errors',
      metrics: [],
      logQuery: { logGroupNames, queryLines: ['filter @message like /ERROR/', 'limit 20'] },
    });

  test('is one widget over the log groups of all owners', () => {
    const owners = new Map([
      ['orderservice', [query(['/orders'])]],
      ['userservice', [query(['/users'])]],
    ]);
    const [widget, ...others] = dashboard({ owners }).widgets.filter(({ type }) => type === 'log');
    expect(others).toEqual([]);
    expect(widget.properties.query).toBe(
      "SOURCE '/orders' | SOURCE '/users' | filter @message like /ERROR/\n| limit 20",
    );
  });

  test('is divided at 50 log groups', () => {
    const owners = new Map(Array.from({ length: 51 }, (_, index) => [`s${index}`, [query([`/s${index}`])]]));
    const queries = dashboard({ owners }).widgets.filter(({ type }) => type === 'log');
    expect(queries.map(({ properties }) => [properties.title, properties.query?.split('SOURCE').length])).toEqual([
      ['PostgreSQL errors (1 of 2)', 51],
      ['PostgreSQL errors (2 of 2)', 2],
    ]);
  });
});

describe('the choice of a database', () => {
  test('lists the databases in the graphs, once each', () => {
    const owners = new Map([
      ['orderservice', [graph({ metrics: [cpu('orders')] }), graph({ title: 'Load', metrics: [cpu('orders')] })]],
      ['cartservice', [graph({ metrics: [cluster('carts')] })]],
    ]);
    const { variables, widgets } = dashboard({ owners });
    expect(variables).toEqual([
      expect.objectContaining({
        type: 'pattern',
        pattern: 'chosen-database',
        inputType: 'select',
        defaultValue: 'orders',
        values: [
          { value: 'orders', label: 'orderservice: orders' },
          { value: 'carts', label: 'cartservice: carts' },
        ],
      }),
    ]);
    expect(JSON.stringify(widgets)).toContain(`MetricName=\\"ReadLatency\\" \\"chosen-database\\"`);
  });

  test('is missing if no graph has a database', () => {
    const metric = new cloudwatch.Metric({ namespace: 'AWS/ES', metricName: 'CPUUtilization' });
    const { variables, widgets } = dashboard({ owners: new Map([['search', [graph({ metrics: [metric] })]]]) });
    expect(variables).toBeUndefined();
    expect(JSON.stringify(widgets)).not.toContain('chosen-database');
  });
});

describe('the alarms of a dashboard', () => {
  test.each([
    [100, [100]],
    [101, [100, 1]],
    [250, [100, 100, 50]],
  ])('of which there are %d are in widgets of at most 100', (count, expected) => {
    const { widgets } = dashboard({ alarms: alarms(count, 'alarm') });
    expect(widgets.flatMap(({ properties }) => properties.alarms?.length ?? [])).toEqual(expected);
  });

  test('that page come first', () => {
    const { widgets } = dashboard({ composites: alarms(2, 'page'), alarms: alarms(1, 'alarm') });
    expect(widgets.flatMap(({ properties }) => (properties.alarms ? [properties.alarms] : []))).toEqual([
      [expect.stringMatching(/:page0$/), expect.stringMatching(/:page1$/)],
      [expect.stringMatching(/:alarm0$/)],
    ]);
  });
});

describe('a dashboard of 300 services', () => {
  const TITLES = [
    'CPU, %',
    'Connections',
    'Free storage, bytes',
    'Load per vCPU',
    'Disk queue',
    'Memory',
    'Ids',
    'Deadlocks',
    'Throttles',
  ];
  const owners = (titles: string[]) =>
    new Map(
      Array.from({ length: 300 }, (_, index) => [
        `service${index}`,
        titles.map((title) => graph({ title, metrics: [cpu(`database${index}`)] })),
      ]),
    );

  test('is within the limits of CloudWatch, and within that of a template', () => {
    const body = dashboard({ owners: owners(TITLES), composites: alarms(300, 'page'), alarms: alarms(2700, 'alarm') });
    const metrics = body.widgets.map(({ properties }) => properties.metrics?.length ?? 0);
    expect(body.widgets.length).toBeLessThanOrEqual(500);
    expect(Math.max(...metrics)).toBeLessThanOrEqual(500);
    expect(metrics.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2500);
    expect(JSON.stringify(body).length).toBeLessThan(900_000);
  });

  test('has all graphs that fit', () => {
    const { widgets } = dashboard({ owners: owners(TITLES.slice(0, 4)) });
    expect(texts(widgets).join()).not.toContain('Not on this dashboard');
    const shown = graphsOf({ widgets }).filter(({ properties }) => properties.title?.startsWith('Load per vCPU'));
    expect(shown.flatMap(labels)).toHaveLength(300);
  });

  test('leaves out the last titles, and says which', () => {
    const { widgets } = dashboard({ owners: owners(TITLES) });
    expect(texts(widgets).at(-1)).toContain('These graphs are left out: Throttles.');
    expect(JSON.stringify(graphsOf({ widgets }))).not.toContain('Throttles');
  });

  test('keeps the first graph of each section', () => {
    const crowded = new Map([
      ...owners(TITLES),
      ['search', [graph({ section: DashboardSection.SEARCH, title: 'Heap, %' })]],
    ]);
    const titles = graphsOf(dashboard({ owners: crowded })).map(({ properties }) => properties.title);
    expect(titles).toContain('Heap, %');
  });

  test('has at most 50 lines in a graph', () => {
    const shown = graphsOf(dashboard({ owners: owners(['CPU, %']) }));
    expect(shown.map(({ properties }) => properties.title)).toEqual(
      Array.from({ length: 6 }, (_, index) => `CPU, % (${index + 1} of 6)`),
    );
    expect(shown.flatMap(labels)).toEqual(Array.from({ length: 300 }, (_, index) => `service${index}`));
  });

  test('counts the metrics of expressions, which are not drawn', () => {
    const usingMetrics = Object.fromEntries(Array.from({ length: 99 }, (_, index) => [`m${index}`, cpu(`${index}`)]));
    const sum = new cloudwatch.MathExpression({ expression: Object.keys(usingMetrics).join('+'), usingMetrics });
    const sums = new Map(Array.from({ length: 6 }, (_, index) => [`s${index}`, [graph({ metrics: [sum] })]]));
    const titles = graphsOf(dashboard({ owners: sums })).map(({ properties }) => properties.title);
    expect(titles).toEqual(['CPU, % (1 of 2)', 'CPU, % (2 of 2)']);
  });
});

test('the dashboard of a service has only the graphs of the service', () => {
  const owners = new Map([
    ['orderservice', [graph({ title: 'Orders' })]],
    ['userservice', [graph({ title: 'Users' })]],
  ]);
  const stack = new Stack();
  createServiceDashboard(stack, 'Dashboard', 'orderservice', { ...EMPTY, owners });
  const body = bodyOf(stack);
  expect(graphsOf(body).map(({ properties }) => properties.title)).toEqual(['Orders']);
  expect(body.variables).toBeUndefined();
});

const EMPTY: DashboardContents = { title: 'production', owners: new Map(), composites: [], alarms: [] };

function dashboard(contents: Partial<DashboardContents>): Body {
  const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-central-1' } });
  createDashboard(stack, 'Dashboard', { ...EMPTY, ...contents });
  return bodyOf(stack);
}

function bodyOf(stack: Stack): Body {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const body = Properties.DashboardBody;
  const text: string = typeof body === 'string' ? body : body['Fn::Join'][1].map(asText).join('');
  return JSON.parse(text);
}

function asText(piece: unknown): string {
  return typeof piece === 'string' ? piece : 'token';
}

/** The graphs, without those of the chosen database. */
function graphsOf({ widgets }: Pick<Body, 'widgets'>): Widget[] {
  return widgets.filter(
    ({ type, properties: { title } }) => type === 'metric' && !title?.startsWith('chosen-database'),
  );
}

function texts(widgets: Widget[]): string[] {
  return widgets.flatMap(({ properties: { markdown } }) => markdown ?? []);
}

function labels({ properties: { metrics = [] } }: Widget): unknown[] {
  return metrics.map((line) => Object(line.at(-1)).label);
}

function limits({ properties: { annotations } }: Widget): unknown[] {
  return annotations?.horizontal.map(({ value, label }) => [value, label]) ?? [];
}

function graph(values: Partial<DashboardGraph>): DashboardGraph {
  return { section: DashboardSection.STORES, title: 'CPU, %', metrics: [cpu('orders')], ...values };
}

function cpu(identifier: string): cloudwatch.Metric {
  return database('DBInstanceIdentifier', identifier);
}

function cluster(identifier: string): cloudwatch.Metric {
  return database('DBClusterIdentifier', identifier);
}

function database(dimension: string, identifier: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/RDS',
    metricName: 'CPUUtilization',
    dimensionsMap: { [dimension]: identifier },
    period: Duration.minutes(1),
  });
}

function alarms(count: number, name: string): cloudwatch.IAlarm[] {
  const stack = new Stack();
  return Array.from({ length: count }, (_, index) =>
    cloudwatch.Alarm.fromAlarmArn(
      stack,
      `Alarm${index}`,
      `arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}${index}`,
    ),
  );
}
