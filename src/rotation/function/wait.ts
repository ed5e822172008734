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
  /** Returns the reason why the last poll found the resource not ready, for the error. */
  readonly reason?: () => string | undefined;
}

/** Polls the resource until it is ready. Throws shortly before Lambda stops the invocation. */
export async function waitUntilReady(clock: Clock, { resource, isReady, reason }: Wait): Promise<void> {
  while (!(await isReady())) {
    if (clock.timeLeft() < 2 * POLL_MS) {
      const cause = reason?.();
      throw new Error(
        `${resource} was not ready in time: this step of the rotation must be retried.${cause ? ` Reason: ${cause}` : ''}`,
      );
    }
    await clock.pause(POLL_MS);
  }
}

const POLL_MS = 10_000;
