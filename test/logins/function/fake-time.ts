import type { WorkTime } from '../../../src/logins/function/work-time';

/** A time that passes only in pauses. */
export function fakeTime() {
  const pauses: number[] = [];
  const time: WorkTime = {
    deadline: new AbortController().signal,
    now: () => pauses.reduce((sum, pause) => sum + pause, 0),
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  };
  return { time, pauses };
}
