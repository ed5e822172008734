/** The run time of a function invocation. */
export interface Clock {
  /** Returns the milliseconds until Lambda stops the invocation. */
  timeLeft(): number;
  pause(milliseconds: number): Promise<void>;
}

/** A resource, and a check whether it is ready. */
export interface Wait {
  /** The name of the resource in the error. */
  readonly resource: string;
  readonly isReady: () => Promise<boolean>;
}

/** Polls the resource until it is ready. Throws shortly before Lambda stops the invocation. */
export async function waitUntilReady(clock: Clock, { resource, isReady }: Wait): Promise<void> {
  while (!(await isReady())) {
    if (clock.timeLeft() < 2 * POLL_MS) {
      throw new Error(`${resource} was not ready in time: this step of the rotation must be retried.`);
    }
    await clock.pause(POLL_MS);
  }
}

const POLL_MS = 10_000;
