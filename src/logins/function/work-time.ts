import { setTimeout as delay } from 'node:timers/promises';

/** The time of an invocation. */
export interface WorkTime {
  /** Aborts every connection and every pause when the time is over. */
  readonly deadline: AbortSignal;
  /** Returns the milliseconds since 1970. */
  now(): number;
  /** Throws when the time is over. */
  pause(milliseconds: number): Promise<void>;
}

export function workTime(milliseconds: number): WorkTime {
  const deadline = AbortSignal.timeout(Math.max(0, Math.floor(milliseconds)));
  return {
    deadline,
    now: Date.now,
    pause: (pause) => delay(pause, undefined, { signal: deadline }),
  };
}

/**
 * Repeats work that fails for a reason that passes, for example because a server starts. The pauses grow, and are random,
 * so that several functions that meet at a server do not meet again.
 */
export async function repeat<Result>(
  time: WorkTime,
  { isPassing, patienceMs }: { isPassing: (error: unknown) => boolean; patienceMs: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const end = time.now() + patienceMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || time.now() + pause > end) {
        throw error;
      }
    }
    await time.pause(pause * (0.5 + Math.random() / 2));
  }
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** For the start and the end of an invocation. */
export const SPARE_MS = 2_000;
