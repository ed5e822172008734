// Multiplies quantities by prices. A quantity without a price has no cost, and is never zero.

const GROUP = ['owner', 'item', 'key', 'prop', 'problem', 'usage'];

/** Returns the rows of a bill: the lines with the same owner and item together, each with its cost for a month. */
export function billOf(lines, prices) {
  const rows = new Map();
  for (const line of lines) {
    // A usage has one row for all resources of its kind.
    const owner = line.usage ? '' : line.owner;
    const id = JSON.stringify(GROUP.map((name) => (name === 'owner' ? owner : (line[name] ?? ''))));
    const row = rows.get(id) ?? { ...line, owner, quantity: 0, most: 0, resources: 0 };
    rows.set(id, {
      ...row,
      resources: row.resources + 1,
      quantity: sum(row.quantity, line.quantity),
      most: sum(row.most, line.most ?? line.quantity),
    });
  }
  return [...rows.values()].map((row) => priced(row, prices[row.key])).sort(byOwnerAndItem);
}

const sum = (total, value) => (total === undefined || value === undefined ? undefined : total + value);

const byOwnerAndItem = (one, other) => one.owner.localeCompare(other.owner) || one.item.localeCompare(other.item);

function priced(row, price) {
  const known = { ...row, price };
  if (row.usage || row.problem || !price) return known;
  const unit = row.times * price.price;
  return { ...known, monthly: row.quantity * unit, mostMonthly: row.most * unit };
}

/** Returns the total of rows, and the rows that it lacks: those without a price, or with a quantity that is not known. */
export function totalOf(rows) {
  const counted = rows.filter(({ usage }) => !usage);
  const known = counted.filter(({ monthly }) => monthly !== undefined);
  const add = (name) => known.reduce((total, row) => total + row[name], 0);
  return {
    known: known.length,
    monthly: add('monthly'),
    most: add('mostMonthly'),
    currency: known[0]?.price.currency,
    missing: counted.filter(({ monthly }) => monthly === undefined),
  };
}

/** Returns the props of an app that cost most, with the cost of their rows. */
export function costliestChoices(rows, number = 3) {
  const props = new Map();
  for (const { prop, monthly, item } of rows) {
    if (prop === undefined || monthly === undefined) continue;
    const { monthly: before = 0, items = [] } = props.get(prop) ?? {};
    props.set(prop, { prop, monthly: before + monthly, items: [...new Set([...items, item])] });
  }
  return [...props.values()].sort((one, other) => other.monthly - one.monthly).slice(0, number);
}

/** Returns the rows that differ between two bills, each with its quantity and cost before and after. */
export function differenceOf(before, after) {
  // Rows with a known and with an unknown quantity differ by their problem only.
  const id = ({ owner, item, key, problem }) => JSON.stringify([owner, item, key ?? '', problem ?? '']);
  const [old, current] = [before, after].map(
    (rows) => new Map(rows.filter(({ usage }) => !usage).map((row) => [id(row), row])),
  );
  return [...new Set([...old.keys(), ...current.keys()])]
    .map((key) => ({ before: old.get(key), after: current.get(key) }))
    .filter((pair) => pair.before?.quantity !== pair.after?.quantity || pair.before?.most !== pair.after?.most)
    .map((pair) => ({ ...pair, change: changeOf(pair) }))
    .sort((one, other) => byOwnerAndItem(one.after ?? one.before, other.after ?? other.before));
}

/** Returns the difference in cost, or undefined if one side has a cost that is not known. */
function changeOf({ before, after }) {
  const costs = [after, before].map((row) => (row === undefined ? 0 : row.monthly));
  return costs.includes(undefined) ? undefined : costs[0] - costs[1];
}
