// Counts what logins may do, and what they are refused.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The counts of one engine. The command that runs the tests prints them. */
export class Attempts {
  counts = { allowed: 0, refused: 0, letThrough: 0, logins: 0, refusedLogins: 0 };
  /** The attempts on another service's things that were not refused. */
  letThrough = [];

  /** @param isRefusal whether an error is the engine's refusal; any other error fails the test */
  constructor(isRefusal) {
    this.isRefusal = isRefusal;
  }

  /** Work that a service must be able to do. */
  async own(work) {
    const result = await work();
    this.counts.allowed += 1;
    return result;
  }

  /** Work that a service must not be able to do. Some engines answer with success and do nothing: the work returns NO_EFFECT. */
  async foreign(description, work) {
    if (await this.isRefused(work)) {
      this.counts.refused += 1;
    } else {
      this.counts.letThrough += 1;
      this.letThrough.push(description);
    }
  }

  /** A login of a client during a rotation. */
  async login(work) {
    this.counts.logins += 1;
    if (await this.isRefused(work)) this.counts.refusedLogins += 1;
  }

  async isRefused(work) {
    try {
      return (await work()) === NO_EFFECT;
    } catch (error) {
      if (!this.isRefusal(error)) throw error;
      return true;
    }
  }

  write(file) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(this.counts));
  }
}

export const NO_EFFECT = Symbol('no effect');
