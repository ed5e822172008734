import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDashboards } from '../../lib/documentation/dashboards.mjs';
import { drawDashboard } from '../../lib/documentation/dashboards-drawing.mjs';

const box = { x: 0, y: 0, width: 8, height: 6 };

const graph = {
  ...{ type: 'metric', ...box },
  properties: {
    title: 'CPU, %',
    metrics: [
      ['AWS/RDS', 'CPUUtilization', 'DBInstanceIdentifier', 'orders', { label: 'orderservice' }],
      [{ expression: 'ready_0x0', label: 'waiting' }],
      ['AWS/AmazonMQ', 'MessageReadyCount', 'Broker', 'shop', { id: 'ready_0x0', visible: false }],
      ['AWS/ES', 'Nodes'],
    ],
    annotations: { horizontal: [{ value: 90, label: 'Limit' }] },
  },
};

const templateWith = (...widgets) => ({
  Resources: {
    Alarms: { Type: 'AWS::SNS::Topic', Properties: {} },
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: 'production', DashboardBody: JSON.stringify({ widgets }) },
    },
  },
});

const widgetOf = (widget) => readDashboards(templateWith(widget))[0].widgets[0];

test('the dashboards of a template are read, with their names', () => {
  assert.deepEqual(
    readDashboards(templateWith(graph)).map(({ name, widgets }) => [name, widgets.length]),
    [['production', 1]],
  );
});

test('a graph has the labels of the drawn lines, and its limits', () => {
  const { title, lines, limits } = widgetOf(graph);
  assert.equal(title, 'CPU, %');
  assert.deepEqual(lines, ['orderservice', 'waiting', 'Nodes']);
  assert.deepEqual(limits, [{ value: 90, label: 'Limit' }]);
});

test('values that AWS gives are a mark', () => {
  const template = templateWith();
  template.Resources.Dashboard.Properties.DashboardBody = {
    'Fn::Join': [
      '',
      ['{"widgets":[{"type":"log","properties":{"query":"SOURCE ', { Ref: 'Logs' }, '\\n| limit 20"}}]}'],
    ],
  };
  assert.deepEqual(readDashboards(template)[0].widgets[0].query, ['SOURCE …', '| limit 20']);
});

test('alarms have their names, and texts no addresses', () => {
  const alarm = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:production-cache-Page';
  assert.deepEqual(widgetOf({ type: 'alarm', ...box, properties: { alarms: [alarm] } }).alarms, [
    'production-cache-Page',
  ]);
  assert.deepEqual(
    widgetOf({ type: 'text', ...box, properties: { markdown: '## Cache\n[Runbooks](https://x/y)' } }).text,
    [
      { heading: true, text: 'Cache' },
      { heading: false, text: 'Runbooks' },
    ],
  );
});

test('a drawing has the title, the lines and the limit of a graph', () => {
  const picture = drawDashboard(readDashboards(templateWith(graph))[0]);
  for (const text of ['>CPU, %<', '>orderservice<', '>waiting<', '>Limit: 90<', 'stroke-dasharray']) {
    assert.ok(picture.includes(text), text);
  }
});

test('a drawing says how many lines and alarms it leaves out', () => {
  const metrics = Array.from({ length: 60 }, (_, index) => ['AWS/RDS', 'CPUUtilization', { label: `service${index}` }]);
  const alarms = Array.from({ length: 100 }, (_, index) => `arn:aws:cloudwatch:x:1:alarm:alarm${index}`);
  const picture = drawDashboard(
    readDashboards(
      templateWith(
        { ...graph, properties: { title: 'CPU, %', metrics } },
        { type: 'alarm', ...box, width: 24, properties: { title: 'Alarms', alarms } },
      ),
    )[0],
  );
  assert.match(picture, />and \d+ others</);
  assert.ok(picture.includes('>alarm0<'));
  assert.ok(!picture.includes('>alarm99<'));
});

test('a drawing describes the graphs for screen readers', () => {
  const picture = drawDashboard(readDashboards(templateWith(graph))[0]);
  assert.ok(picture.includes('<desc>CPU, %: orderservice, waiting, Nodes</desc>'));
});
