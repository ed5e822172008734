// Draws the network: the services side by side, and below them, tier by tier, the resources that they can reach. A line runs
// from each service to its own store. A shared part lies across the lines, with a dot for each service that has access.

import { circle, label, line, PADDING, rectangle, svg, TITLE } from './svg.mjs';

const COLUMN = 132;
const GAP = 18;
const BOX = 56;
const BAR = 32;
const HEADER = TITLE + 12;

/** Returns an SVG. */
export function drawNetwork({ network, services, parts, counts }) {
  const drawing = new Drawing(services);
  const stores = parts.filter(({ reach }) => reach.some(({ own }) => own));
  const shared = parts.filter((part) => !stores.includes(part));

  const top = PADDING + HEADER;
  let y = top + HEADER;
  for (const tier of network.tiers) {
    const begin = y;
    y += HEADER;
    if (tier.natGateways > 0) y = drawing.natGateways(tier.natGateways, y);
    if (tier.kind === 'Private') y = drawing.services(y);
    for (const part of shared.filter((it) => it.tier === tier.name)) y = drawing.shared(part, y);
    const row = stores.filter((it) => it.tier === tier.name);
    if (row.length > 0) y = drawing.stores(row, y);
    drawing.frame('tier', 2 * PADDING, begin, y, tierTitle(tier));
    y += PADDING;
  }
  drawing.frame('vpc', PADDING, top, y, `VPC ${network.cidr}`);
  if (network.internetGateway)
    drawing.bar('plain', (drawing.width - COLUMN) / 2, top - BAR / 2, COLUMN, 'Internet gateway');
  y += PADDING;
  for (const part of shared.filter((it) => it.tier === undefined)) y = drawing.shared(part, y);
  y = drawing.legend(counts, y);

  return drawing.svg(
    y,
    `The network of the platform: ${services.length} services, their stores and the shared parts`,
    describe(parts),
  );
}

class Drawing {
  // In the order of drawing: frames from the outermost, lines, the titles and boxes in front of them, dots on top.
  frames = [];
  lines = [];
  titles = [];
  boxes = [];
  dots = [];

  constructor(names) {
    this.left = 3 * PADDING;
    this.inner = names.length * COLUMN + (names.length - 1) * GAP;
    this.width = this.inner + 2 * this.left;
    this.columns = new Map(names.map((name, index) => [name, this.left + index * (COLUMN + GAP)]));
  }

  natGateways(count, y) {
    const step = this.inner / count;
    for (let index = 0; index < count; index++) {
      this.bar('plain', this.left + (index + 0.5) * step - COLUMN / 2, y, COLUMN, 'NAT gateway');
    }
    return y + BAR + PADDING;
  }

  services(y) {
    for (const [name, x] of this.columns) this.box('service', x, y, [name, 'its workloads']);
    this.servicesBottom = y + BOX;
    return y + BOX + PADDING;
  }

  /** Lines to parts inside the VPC run down the columns, the others between the columns. */
  shared({ name, size, tier, reach }, y) {
    const ports = [...new Set(reach.map(({ port }) => port).filter((port) => port !== undefined))];
    const detail = [size, ...ports.map((port) => `port ${port}`)].join(', ');
    this.bar('shared', this.left, y, this.inner, name, detail);
    for (const { service, writes } of reach) {
      const column = this.columns.get(service);
      const x = tier === undefined ? column + COLUMN + GAP / 2 : column + COLUMN / 2;
      this.lines.push(tier === undefined ? this.#besideColumn(column, x, y) : this.#down(x, y));
      this.dot(x, y, writes);
    }
    return y + BAR + PADDING;
  }

  stores(row, y) {
    for (const { name, size, standby, reach } of row) {
      const { service, port } = reach.find(({ own }) => own);
      const x = this.columns.get(service);
      this.box('store', x, y, [name, size, standby ? `standby, port ${port}` : `port ${port}`]);
      this.lines.push(this.#down(x + COLUMN / 2, y));
      this.dot(x + COLUMN / 2, y, true);
    }
    return y + BOX + PADDING;
  }

  legend(counts, y) {
    const text = counts.map(({ noun, count }) => `${count} ${noun}`).join(', ');
    const right = this.width - this.left;
    this.boxes.push(
      label('faint', this.left, y + 12, text),
      label('faint', right - 150, y + 12, 'access'),
      label('faint', right - 70, y + 12, 'read access'),
    );
    this.dot(right - 162, y + 8, true);
    this.dot(right - 82, y + 8, false);
    return y + HEADER;
  }

  frame(style, inset, y, bottom, title) {
    const width = this.width - 2 * inset;
    this.frames.unshift(rectangle(style, inset, y, width, bottom - y));
    this.titles.push(rectangle('title', inset, y, width, TITLE), label('strong', inset + PADDING, y + 16, title));
  }

  box(style, x, y, [name, ...details]) {
    const middle = x + COLUMN / 2;
    const first = y + (details.length > 1 ? 18 : 25);
    this.boxes.push(
      rectangle(style, x, y, COLUMN, BOX),
      label('strong middle', middle, first, name),
      ...details.map((text, index) => label('middle', middle, first + 16 * (index + 1), text)),
    );
  }

  bar(style, x, y, width, name, detail) {
    this.boxes.push(rectangle(style, x, y, width, BAR));
    if (detail === undefined) return this.boxes.push(label('middle', x + width / 2, y + 20, name));
    this.boxes.push(label('strong', x + 12, y + 20, name), label('end', x + width - 12, y + 20, detail));
  }

  dot(x, y, writes) {
    this.dots.push(circle(writes ? 'dot' : 'dot empty', x, y));
  }

  #down(x, y) {
    return line(`M${x} ${this.servicesBottom}V${y}`);
  }

  #besideColumn(column, x, y) {
    return line(`M${column + COLUMN - 12} ${this.servicesBottom}v${PADDING / 2}H${x}V${y}`);
  }

  svg(height, title, description) {
    const elements = [...this.frames, ...this.lines, ...this.titles, ...this.boxes, ...this.dots];
    return svg({ width: this.width, height, title, description, elements });
  }
}

const tierTitle = ({ name, kind, cidrs }) =>
  `${name} subnets${name === kind ? '' : ` (${kind.toLowerCase()})`}: ${cidrs.join(', ')}`;

/** The picture in words, for screen readers. */
function describe(parts) {
  return parts
    .map(({ name, reach }) => `${name} is reached by ${reach.map(({ service }) => service).join(', ')}.`)
    .join(' ');
}
