import type { Clock } from '../../../src/rotation/function/wait';

/** A clock on which time passes only in pauses. */
export class FakeClock implements Clock {
  public elapsed = 0;

  constructor(private readonly total = 600_000) {}

  public timeLeft(): number {
    return this.total - this.elapsed;
  }

  public async pause(milliseconds: number): Promise<void> {
    this.elapsed += milliseconds;
  }
}
