// Renders a bill as text.

import { shortened } from '../../../local/lib/cli/lists.mjs';
import { section } from '../../../local/lib/cli/tables.mjs';
import { costliestChoices, totalOf } from './bill.mjs';
import { productOf } from './products.mjs';

const NO_PRICE = 'no price';
const NOT_KNOWN = 'not known';

const money = (value) => value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const amount = (value) => value.toLocaleString('en', { maximumFractionDigits: 3 });
const range = (least, most, format) =>
  most === undefined || most === least ? format(least) : `${format(least)} to ${format(most)}`;

/** A unit price keeps its digits: some are a small fraction of a cent. */
const digits = (value) => value.toLocaleString('en', { maximumSignificantDigits: 12 });

const unitPrice = ({ key, price }) =>
  price
    ? `${digits(price.price)} ${price.currency}/${productOf(key).unit}${price.steps ? ', first step' : ''}`
    : NO_PRICE;

const costOf = ({ monthly, mostMonthly }, format = money) =>
  monthly === undefined ? NO_PRICE : range(monthly, mostMonthly, format);

/** Renders the whole bill. */
export function renderBill(rows, description) {
  const total = totalOf(rows);
  const currency = total.currency ?? '';
  const tables = [
    { title: 'Cost of a month', ...itemsTable(rows, currency) },
    { title: 'By service and part', ...ownersTable(rows, currency) },
    { title: 'By usage, not in the total', ...usageTable(rows) },
    { title: 'The choices that cost most', ...choicesTable(rows, currency) },
  ];
  return [
    ...tables.filter((it) => it.rows.length > 0).map((it) => section(it)),
    [description, totalSentence(total), ...missingSentences(total.missing)].join('\n'),
  ].join('\n\n');
}

function itemsTable(rows, currency) {
  return {
    header: ['service or part', 'item', 'quantity', 'unit price', `${currency} a month`.trim()],
    rows: rows
      .filter(({ usage }) => !usage)
      .map((row) => [
        row.owner,
        row.item,
        quantityOf(row),
        row.key ? unitPrice(row) : '',
        row.problem ? NOT_KNOWN : costOf(row),
      ]),
  };
}

function ownersTable(rows, currency) {
  const owners = [...new Set(rows.filter(({ usage }) => !usage).map(({ owner }) => owner))];
  return {
    header: ['service or part', `${currency} a month`.trim(), 'without a price'],
    rows: owners.map((owner) => {
      const { monthly, most, missing, known } = totalOf(rows.filter((row) => row.owner === owner));
      const isKnown = known > 0;
      return [
        owner,
        isKnown ? range(monthly, most, money) : NO_PRICE,
        missing.length > 0 ? itemCount(missing.length) : '',
      ];
    }),
  };
}

function usageTable(rows) {
  const shown = rows.filter(({ usage }) => usage);
  return {
    header: ['item', 'resources', 'unit price'],
    rows: shown.map((row) => [row.item, String(row.resources), unitPrice(row)]),
  };
}

function choicesTable(rows, currency) {
  return {
    header: ['prop', `${currency} a month`.trim(), 'of it'],
    rows: costliestChoices(rows).map(({ prop, monthly, items }) => [
      prop,
      money(monthly),
      shortened(items, 3).join(', '),
    ]),
  };
}

const itemCount = (number) => (number === 1 ? '1 item' : `${number} items`);

const lacking = (number) => (number > 0 ? ` It lacks ${itemCount(number)}.` : '');

function totalSentence({ monthly, most, currency, missing }) {
  if (currency === undefined) return 'There is no total, because no item has a price.';
  const lacks = lacking(missing.length);
  return `Total: ${range(monthly, most, money)} ${currency} a month of 730 hours, without usage, taxes and discounts.${lacks}`;
}

/** Items that lack the same price have one line. */
function missingSentences(missing) {
  const owners = new Map();
  for (const { owner, item, key, problem } of missing) {
    const what = `${item} (${problem ?? `the list has no price for ${key}`})`;
    owners.set(what, [...(owners.get(what) ?? []), owner]);
  }
  return [...owners].map(([what, names]) => `  lacks ${what}: ${names.join(', ')}`);
}

/** Renders the difference from another assembly. */
export function renderDifference(pairs, [before, after], other) {
  if (pairs.length === 0) return `The assembly ${other} has the same quantities.`;
  const currency = totalOf(after).currency ?? totalOf(before).currency ?? '';
  const rows = pairs.map((pair) => {
    const { owner, item } = pair.after ?? pair.before;
    const change = pair.change === undefined ? NO_PRICE : signed(pair.change);
    return [owner, item, quantityOf(pair.before), quantityOf(pair.after), change];
  });
  const header = ['service or part', 'item', 'before', 'after', `${currency} a month`.trim()];
  const known = pairs.flatMap(({ change }) => change ?? []);
  const sum = known.reduce((total, change) => total + change, 0);
  const total =
    known.length > 0
      ? `Difference from ${other}: ${signed(sum)} ${currency} a month.`
      : `The difference from ${other} has no price.`;
  return `${section({ title: 'Difference', header, rows })}\n\n${total}${lacking(pairs.length - known.length)}`;
}

const signed = (value) => (value > 0 ? `+${money(value)}` : money(value));

function quantityOf(row) {
  if (row === undefined) return '';
  return row.quantity === undefined ? NOT_KNOWN : range(row.quantity, row.most, amount);
}
