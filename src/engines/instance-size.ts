import { Token } from 'aws-cdk-lib';

/**
 * The memory of an instance type in GiB, such as `t4g.medium`, `cache.r7g.large` or `m7g.large.search`; undefined for a token
 * and for another family. Engines have it in burstable (t), general (m) and memory-optimized (r) families.
 */
export function memoryOfType(type: string): number | undefined {
  const { family = '', size = '' } = partsOf(type);
  const large = MEMORY_OF_LARGE[family];
  const times = timesLarge(size);
  return large === undefined || times === undefined ? undefined : times * large;
}

/** Whether an instance type is known to be burstable: its processors have credits. */
export function isBurstable(type: string): boolean {
  return partsOf(type).family === 't';
}

/** Whether an instance type is known to have at most two virtual processors, as `large` and smaller sizes have. */
export function hasTwoProcessors(type: string): boolean {
  return partsOf(type).size !== undefined && (timesLarge(partsOf(type).size ?? '') ?? 2) <= 1;
}

interface TypeParts {
  readonly family?: string;
  readonly size?: string;
}

/** The family without its generation, and the size. */
function partsOf(type: string): TypeParts {
  if (Token.isUnresolved(type)) {
    return {};
  }
  const [, family, size] = /^(?:cache\.|mq\.|db\.)?([a-z]+)[0-9][a-z0-9-]*\.(\w+)(?:\.search)?$/.exec(type) ?? [];
  return { family, size };
}

/** How many times the memory of `large` a size has. */
function timesLarge(size: string): number | undefined {
  const [, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  return count === undefined ? PART_OF_LARGE[size] : 2 * Number(count || 1);
}

const MEMORY_OF_LARGE: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16 };
const PART_OF_LARGE: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1 };
