// The tables of the shop: its orders, and what each service was refused.

/** Returns a table of the orders with the time of each step, and one with the way of each order through the stores. */
export function orderSections(orders) {
  const steps = [...new Set(orders.flatMap((order) => order.steps.map(({ step }) => step)))];
  const times = {
    title: 'orders',
    header: ['order', 'status', 'found by', ...steps.map((step) => `${step} (ms)`)],
    rows: orders.map(({ id, status, answeredBy, steps: done }) => [
      ...[id, status, answeredBy],
      ...steps.map((step) => String(done.find((it) => it.step === step)?.milliseconds ?? '-')),
    ]),
  };
  const ways = orders.map(({ id, way }) => ({
    title: `way of ${id}`,
    header: ['service', 'part', 'thing', 'key'],
    rows: way.map(({ service, part, thing, key }) => [service, part, thing, key ?? '-']),
  }));
  return [times, ...ways];
}

/** What refusals.mjs of the shop tries on the domain. */
const SEARCH = 'read its index';

const LEGEND = [
  'Each service tried everything with its own login and credentials. own: it can use its own. N refused: the servers refused the',
  'things of N other services. not reached: nothing listens. not tried: there is no login to try.',
];

/** Returns the table of refusals: a row for each kind of thing that was tried, a column for each service. */
export function refusalSection(rows) {
  const kinds = [...new Set(rows.map(({ tried }) => tried))];
  const services = [...new Set(rows.map(({ service }) => service))];
  return {
    title: 'refusals',
    header: ['tried to', ...services],
    rows: kinds.map((kind) => [
      kind,
      ...services.map((service) => cell(rows.filter((row) => row.service === service && row.tried === kind))),
    ]),
    legend: LEGEND,
  };
}

function cell(rows) {
  if (rows.some((row) => row.unreachable)) return 'not reached';
  if (rows.some((row) => row.untried)) return 'not tried';
  const own = rows.some(({ isControl }) => isControl) ? ['own'] : [];
  const refused = rows.filter((row) => !row.isControl && row.refused).length;
  return [...own, ...(refused > 0 ? [`${refused} refused`] : [])].join(', ') || '-';
}

/**
 * Returns a sentence for each attempt with another result than the isolation of services has. Without `search`, nothing listens
 * on the endpoint of the domain.
 */
export function unexpected(rows, { search }) {
  return rows
    .filter((row) => search || !(row.unreachable && row.tried === SEARCH))
    .filter((row) => row.error || (row.isControl ? row.refused : !row.refused))
    .map(
      ({ service, tried, on, refused, error, answer }) =>
        `${service} tried ${tried} of ${on}, which ${error ? 'failed' : refused ? 'was refused' : 'was allowed'}: ${answer}`,
    );
}
