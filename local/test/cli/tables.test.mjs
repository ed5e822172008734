import assert from 'node:assert/strict';
import { test } from 'node:test';
import { section, table } from '../../lib/cli/tables.mjs';

const HEADER = ['service', 'engine'];
const ROWS = [
  ['orderservice', 'postgres 18'],
  ['user', 'missing'],
];

test('columns are as wide as their widest cell', () => {
  assert.equal(
    table(HEADER, ROWS),
    ['service       engine', '------------  -----------', 'orderservice  postgres 18', 'user          missing'].join(
      '\n',
    ),
  );
});

test('renders a table that is wider than the terminal as a block for each row', () => {
  assert.equal(
    table(HEADER, ROWS, 20),
    ['service  orderservice', 'engine   postgres 18', '', 'service  user', 'engine   missing'].join('\n'),
  );
});

test('renders a section of blocks as blocks in a terminal of any width', () => {
  assert.equal(
    section({ title: 'stores', header: HEADER, rows: ROWS.slice(0, 1), blocks: true }),
    'STORES\nservice  orderservice\nengine   postgres 18',
  );
});

test('renders a section without rows as missing', () => {
  assert.equal(section({ title: 'broker', header: ['broker'], rows: [] }), 'BROKER\nmissing');
});

test('aligns the values of properties', () => {
  assert.equal(
    section({
      title: 'cache',
      pairs: [
        ['TLS', 'on'],
        ['endpoint', 'x:1'],
      ],
    }),
    'CACHE\nTLS       on\nendpoint  x:1',
  );
});
