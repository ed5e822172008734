/** When a mute window begins. */
export interface MuteSchedule {
  /** The longest time between two beginnings, in minutes; undefined if the window begins once. */
  readonly longestPause?: number;
}

/**
 * Reads the expression of a mute window; returns undefined if CloudWatch does not accept it, or if it never begins, for
 * example on the thirtieth of February.
 */
export function parseSchedule(expression: string): MuteSchedule | undefined {
  const [, cron] = /^cron\(([^()]+)\)$/.exec(expression) ?? [];
  if (cron !== undefined) {
    return parseCron(cron.split(' '));
  }
  const [, time] = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2})\)$/.exec(expression) ?? [];
  const date = new Date(`${time}:00Z`);
  return time !== undefined && isValid(date) && date.toISOString().startsWith(time) ? {} : undefined;
}

function parseCron(texts: string[]): MuteSchedule | undefined {
  const fields = FIELDS.map((field, index) => valuesOf(texts[index] ?? '', field));
  const [minutes, hours, days, months, weekdays] = fields;
  if (texts.length !== FIELDS.length || !minutes || !hours || !days || !months || !weekdays) {
    return undefined;
  }
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).sort((a, b) => a - b);
  const [, , dayText, , weekdayText] = texts;
  const isOnDay = (date: Date) => {
    const isDay = days.has(date.getUTCDate());
    const isWeekday = weekdays.has(date.getUTCDay()) || weekdays.has(date.getUTCDay() + 7);
    // As in every cron, one of two restricted fields suffices.
    return dayText === '*' || weekdayText === '*' ? isDay && isWeekday : isDay || isWeekday;
  };
  const starts: number[] = [];
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(Date.UTC(2024, 0, 1 + day));
    if (months.has(date.getUTCMonth() + 1) && isOnDay(date)) {
      starts.push(...times.map((time) => day * MINUTES_OF_DAY + time));
    }
  }
  const pauses = starts.slice(1).map((start, index) => start - (starts[index] ?? start));
  return starts.length === 0 ? undefined : { longestPause: pauses.reduce((one, other) => Math.max(one, other), 0) };
}

/** The values of a field; undefined if it is invalid. */
function valuesOf(text: string, { min, max, names }: Field): Set<number> | undefined {
  const numberOf = (part: string) => {
    const named = names.indexOf(part.toUpperCase());
    return named >= 0 ? named + min : /^\d{1,2}$/.test(part) ? Number(part) : Number.NaN;
  };
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [first = '', last = first, ...more] = item === '*' ? [String(min), String(max)] : item.split('-');
    const [from, to] = [numberOf(first), numberOf(last)];
    if (more.length > 0 || !(from >= min && from <= to && to <= max)) {
      return undefined;
    }
    for (let value = from; value <= to; value++) {
      values.add(value);
    }
  }
  return values;
}

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names: string[];
}

const FIELDS: Field[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ') },
  { min: 0, max: 7, names: 'SUN MON TUE WED THU FRI SAT'.split(' ') },
];

function isValid(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

const MINUTES_OF_DAY = 1440;
/** Four years and two months: each day of a year occurs twice, except for a leap day. */
const DAYS = 4 * 365 + 61;
