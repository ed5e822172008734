// Reads the dashboards of CloudWatch from templates.

import { resourcesOf } from './template.mjs';

/** The dashboards in a template, each with its name and its widgets. */
export function readDashboards(template) {
  return resourcesOf(template)
    .filter(({ type }) => type === 'AWS::CloudWatch::Dashboard')
    .map(({ DashboardName, DashboardBody }) => ({
      name: DashboardName,
      widgets: JSON.parse(withoutTokens(DashboardBody)).widgets.map(readWidget),
    }));
}

/** A text with a mark in place of the values that AWS gives. */
function withoutTokens(text) {
  if (typeof text === 'string') return text;
  const [separator, pieces] = text['Fn::Join'];
  return pieces.map((piece) => (typeof piece === 'string' ? piece : '…')).join(separator);
}

function readWidget({ type, x, y, width, height, properties }) {
  const { title = '', markdown = '', alarms = [], query = '' } = properties;
  return {
    ...{ type, x, y, width, height, title },
    text: markdown
      .split('\n')
      .filter((paragraph) => paragraph !== '')
      .map(plain),
    alarms: alarms.map((arn) => arn.split(':alarm:').at(-1)),
    lines: (properties.metrics ?? []).flatMap(readLine),
    limits: (properties.annotations?.horizontal ?? []).map(({ value, label }) => ({ value, label })),
    query: query === '' ? [] : query.split('\n'),
  };
}

/** The label of a line, unless it is only a part of an expression. */
function readLine(line) {
  const options = typeof line.at(-1) === 'object' ? line.at(-1) : {};
  if (options.visible === false) return [];
  return [options.label ?? line[1]];
}

/** The text of a paragraph in Markdown, without the addresses of its links. */
function plain(markdown) {
  return {
    heading: /^#+ /.test(markdown),
    text: markdown.replace(/^#+ /, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
  };
}
