// Draws what architecture.mjs read: the services side by side, and under them, tier by tier, what they may reach. A line
// runs down from each service to its own store; what services share lies across the lines, with a dot where one is let in.

const COLUMN = 132;
const GAP = 18;
const PADDING = 16;
const BOX = 56;
const BAR = 32;
const TITLE = 22;
const HEADER = TITLE + 12;

/** Legible on its own ground, light or dark, whatever the page's. */
const STYLE = `
  text { font: 12px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328 }
  .strong { font-weight: 600 }
  .faint { fill: #59636e }
  .middle { text-anchor: middle }
  .end { text-anchor: end }
  .page { fill: #ffffff }
  .vpc { fill: #ffffff; stroke: #818b98 }
  .tier { fill: #ffffff; stroke: #d1d9e0 }
  .title { fill: #eff2f5 }
  .service { fill: #ddf4ff; stroke: #0969da }
  .store { fill: #dafbe1; stroke: #1a7f37 }
  .shared { fill: #fff8c5; stroke: #9a6700 }
  .plain { fill: #f6f8fa; stroke: #818b98 }
  .line { fill: none; stroke: #59636e; stroke-width: 1.5 }
  .dot { fill: #59636e; stroke: #59636e; stroke-width: 1.5 }
  .read { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .faint { fill: #9198a1 }
    .page { fill: #0d1117 }
    .vpc { fill: #0d1117; stroke: #656c76 }
    .tier { fill: #0d1117; stroke: #3d444d }
    .title { fill: #212830 }
    .service { fill: #0c2d6b; stroke: #4493f8 }
    .store { fill: #033a16; stroke: #3fb950 }
    .shared { fill: #4b2900; stroke: #d29922 }
    .plain { fill: #151b23; stroke: #656c76 }
    .line { stroke: #9198a1 }
    .dot { fill: #9198a1; stroke: #9198a1 }
    .read { fill: #0d1117 }
  }`;

/** An SVG of the architecture. */
export function drawArchitecture({ network, services, parts, counts }) {
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
    `The platform: ${services.length} services, their stores, and what they share`,
    describe(parts),
  );
}

class Drawing {
  // Drawn in this order: frames from the outermost, lines, titles and boxes that they pass behind, dots on top.
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

  /** Lines to what is inside the network run down the columns, the others between them. */
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
    const text = counts.map(({ what, count }) => `${count} ${what}`).join(', ');
    const right = this.width - this.left;
    this.boxes.push(
      label('faint', this.left, y + 12, text),
      label('faint', right - 150, y + 12, 'is let in'),
      label('faint', right - 55, y + 12, 'may read'),
    );
    this.dot(right - 162, y + 8, true);
    this.dot(right - 67, y + 8, false);
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
    this.dots.push(`<circle class="${writes ? 'dot' : 'dot read'}" cx="${x}" cy="${y}" r="4.5"/>`);
  }

  #down(x, y) {
    return `<path class="line" d="M${x} ${this.servicesBottom}V${y}"/>`;
  }

  #besideColumn(column, x, y) {
    return `<path class="line" d="M${column + COLUMN - 12} ${this.servicesBottom}v${PADDING / 2}H${x}V${y}"/>`;
  }

  svg(height, title, description) {
    return `${[
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${this.width} ${height}" role="img">`,
      `<title>${escaped(title)}</title>`,
      `<desc>${escaped(description)}</desc>`,
      `<style>${STYLE}\n</style>`,
      `<rect class="page" width="${this.width}" height="${height}"/>`,
      ...this.frames,
      ...this.lines,
      ...this.titles,
      ...this.boxes,
      ...this.dots,
      '</svg>',
    ].join('\n')}\n`;
  }
}

const rectangle = (style, x, y, width, height) =>
  `<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;

const label = (style, x, y, text) => `<text class="${style}" x="${x}" y="${y}">${escaped(text)}</text>`;

const tierTitle = ({ name, kind, cidrs }) =>
  `${name} subnets${name === kind ? '' : ` (${kind.toLowerCase()})`}: ${cidrs.join(', ')}`;

/** The picture in words, for screen readers. */
function describe(parts) {
  return parts
    .map(({ name, reach }) => `${name} is reached by ${reach.map(({ service }) => service).join(', ')}.`)
    .join(' ');
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
