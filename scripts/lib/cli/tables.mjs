// Text tables.

/** One thing's properties, a line each: [name, value]. */
export function properties(pairs) {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/**
 * Rows (arrays of cells) under a header, columns as wide as their widest cell. Where that is wider than `width`, a
 * block of properties for each row instead: a wrapped table cannot be read.
 */
export function table(header, rows, width = Number.POSITIVE_INFINITY) {
  const widths = header.map((name, column) =>
    Math.max(...[name, ...rows.map((row) => row[column])].map((it) => it.length)),
  );
  const line = (cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  const lines = [line(header), line(widths.map((it) => '-'.repeat(it))), ...rows.map(line)];
  if (lines.every((it) => it.length <= width)) return lines.join('\n');
  return rows.map((row) => properties(header.map((name, column) => [name, row[column]]))).join('\n\n');
}

/** A titled section: a table (as `blocks` always), a list of properties, or "missing" for an empty one. */
export function section({ title, header, rows, pairs, blocks }, width) {
  const body = pairs ? properties(pairs) : rows.length > 0 ? table(header, rows, blocks ? 0 : width) : 'missing';
  return `${title.toUpperCase()}\n${body}`;
}
