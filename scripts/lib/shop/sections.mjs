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

const LEGEND = [
  'Each service tried everything with its own login and credentials. own: it can use its own. N refused: so many things of other',
  'services were refused. not asked: without an engine or without IAM, nothing decides.',
];

/** Returns the table of refusals: a row for each service, a column for each kind of thing that it tried. */
export function refusalSection(rows) {
  const kinds = [...new Set(rows.map(({ tried }) => tried))];
  const services = [...new Set(rows.map(({ service }) => service))];
  return {
    title: 'refusals',
    header: ['service', ...kinds],
    rows: services.map((service) => [
      service,
      ...kinds.map((kind) => cell(rows.filter((row) => row.service === service && row.tried === kind))),
    ]),
    legend: LEGEND,
  };
}

function cell(rows) {
  const own = rows.some(({ isControl }) => isControl) ? ['own'] : [];
  const others = rows.filter(({ isControl }) => !isControl);
  const refused = others.filter((row) => row.refused).length;
  const ignored = others.length - refused;
  const counts = [...(refused > 0 ? [`${refused} refused`] : []), ...(ignored > 0 ? [`${ignored} not asked`] : [])];
  return [...own, ...counts].join(', ') || '-';
}

/** Returns a sentence for each attempt with another result than the isolation of services has. */
export function unexpected(rows) {
  return rows
    .filter((row) => row.error || (row.isControl ? row.refused : !row.refused && row.enforced !== false))
    .map(
      ({ service, tried, on, refused, error, answer }) =>
        `${service} tried ${tried} of ${on}, which ${error ? 'failed' : refused ? 'was refused' : 'was allowed'}: ${answer}`,
    );
}
