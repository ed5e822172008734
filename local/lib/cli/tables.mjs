// Renders text tables.

/** Renders properties, given as [name, value], one a line. */
export function properties(pairs) {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/**
 * Renders rows (arrays of cells) under a header, with columns as wide as their widest cell. If that is wider than `width`,
 * renders each row as a block of properties instead, because a wrapped table is unreadable.
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

/**
 * Renders a section with a title: a table (with `blocks`, always as blocks), properties, or "missing" for an empty table.
 * The lines of a legend follow it.
 */
export function section({ title, header, rows, pairs, blocks, legend }, width) {
  const body = pairs ? properties(pairs) : rows.length > 0 ? table(header, rows, blocks ? 0 : width) : 'missing';
  return [title.toUpperCase(), body, ...(legend ? ['', ...legend] : [])].join('\n');
}
