/** The time that a run of the function has. */
export interface Clock {
  /** Milliseconds until Lambda ends the run. */
  timeLeft(): number;
  pause(milliseconds: number): Promise<void>;
}

/** What to wait for. */
export interface Wait {
  /** What will be ready, for the error. */
  readonly what: string;
  readonly isReady: () => Promise<boolean>;
}

/** Asks until it is ready; gives up with an error while there is still time for one. */
export async function waitUntilReady(clock: Clock, { what, isReady }: Wait): Promise<void> {
  while (!(await isReady())) {
    if (clock.timeLeft() < 2 * POLL_MS) {
      throw new Error(`${what} was not ready in time: this step of the rotation must be taken again.`);
    }
    await clock.pause(POLL_MS);
  }
}

const POLL_MS = 10_000;
