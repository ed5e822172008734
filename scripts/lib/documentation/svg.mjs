// The elements that the pictures of the documentation are made of, in one style for light and dark pages.

export const PADDING = 16;
export const TITLE = 22;

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
  .empty { fill: #ffffff }
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
    .empty { fill: #0d1117 }
  }`;

/** A whole picture. Screen readers read the title and the description. */
export function svg({ width, height, title, description, elements }) {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...elements,
    '</svg>',
  ].join('\n')}\n`;
}

export const rectangle = (style, x, y, width, height) =>
  `<rect class="${style}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;

export const label = (style, x, y, text) => `<text class="${style}" x="${x}" y="${y}">${escaped(text)}</text>`;

export const circle = (style, x, y) => `<circle class="${style}" cx="${x}" cy="${y}" r="4.5"/>`;

export const line = (path) => `<path class="line" d="${path}"/>`;

/** A horizontal, dashed line. */
export const limitLine = (from, to, y) => `<path class="line" stroke-dasharray="5 3" d="M${from} ${y}H${to}"/>`;

/** A horizontal arrow. */
export const arrow = (from, to, y) => line(`M${from} ${y}H${to}m-6 -4l6 4l-6 4`);

/** A box with a heading and left-aligned lines of text, at least `minHeight` high. */
export function panel(style, x, y, width, [heading, ...lines], minHeight = 0) {
  const height = Math.max(minHeight, TITLE + lines.length * LINE + 8);
  return {
    height,
    elements: [
      rectangle(style, x, y, width, height),
      label('strong', x + 12, y + 20, heading),
      ...lines.map((text, index) => label('', x + 12, y + 20 + LINE * (index + 1), text)),
    ],
  };
}

const LINE = 17;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
