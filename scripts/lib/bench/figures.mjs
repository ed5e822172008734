// The figures of the bench: what was measured for the library and for the program by hand, and the target if there is one.

/**
 * Compares a measurement of the library with another, by default of the program by hand. The target is the most that the
 * ratio may be.
 */
export function compared(name, { ours, reference, unit, atMost }) {
  return { name, ours, reference, unit, ratio: ours / reference, atMost };
}

/** A measurement of the library alone. The target is the most that it may be. */
export function measured(name, { ours, unit, atMost }) {
  return { name, ours, unit, atMost };
}

/** Whether a figure is above its target. It is judged as it is printed. */
export function isMissed(figure) {
  return figure.atMost !== undefined && Number(ratioOrValue(figure)) > figure.atMost;
}

const ratioOrValue = ({ ratio, ours, unit }) => (ratio === undefined ? numberText(ours, unit) : ratio.toFixed(2));

/** The cells of a figure in the table. */
export function cells(figure) {
  const { name, on, ours, reference, unit, ratio, atMost } = figure;
  return [
    name,
    on ?? '',
    withUnit(ours, unit),
    reference === undefined ? '' : withUnit(reference, unit),
    ratio === undefined ? '' : ratio.toFixed(2),
    atMost === undefined ? '' : `at most ${atMost}`,
    atMost === undefined ? '' : isMissed(figure) ? 'missed' : 'met',
  ];
}

export const HEADER = ['measurement', 'aws-cdk-lib', 'the library', 'compared with', 'ratio', 'target', ''];

const withUnit = (value, unit) => [numberText(value, unit), unit].filter(Boolean).join(' ');

/** Seconds and milliseconds with three digits that matter, everything else as a whole number. */
function numberText(value, unit) {
  if (unit === 's') return value.toFixed(value < 10 ? 2 : 1);
  if (unit === 'ms') return value.toFixed(1);
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}
