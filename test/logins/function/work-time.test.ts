import { repeat, workTime } from '../../../src/logins/function/work-time';
import { fakeTime } from './fake-time';

afterEach(() => jest.restoreAllMocks());

/** Work that fails a number of times, each time with another error. */
function failing(times: number) {
  let attempts = 0;
  return async () => {
    attempts += 1;
    if (attempts <= times) {
      throw new Error(`attempt ${attempts}`);
    }
    return attempts;
  };
}

test('work is repeated while the reason passes, with pauses that grow', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0.5);
  const { time, pauses } = fakeTime();
  await expect(repeat(time, { isPassing: () => true, patienceMs: 60_000 }, failing(8))).resolves.toBe(9);
  expect(pauses).toEqual([75, 150, 300, 600, 1_200, 2_400, 3_750, 3_750]);
});

test('pauses differ, so that functions do not meet again', async () => {
  const { time, pauses } = fakeTime();
  jest.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.9);
  await repeat(time, { isPassing: () => true, patienceMs: 60_000 }, failing(2));
  expect(pauses).toEqual([50, 190]);
});

test('work is not repeated when the reason remains', async () => {
  const { time, pauses } = fakeTime();
  const isPassing = (error: unknown) => error instanceof Error && error.message !== 'attempt 2';
  await expect(repeat(time, { isPassing, patienceMs: 60_000 }, failing(5))).rejects.toThrow('attempt 2');
  expect(pauses).toHaveLength(1);
});

test('work is not repeated after the time that is given to it', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(1);
  const { time, pauses } = fakeTime();
  await expect(repeat(time, { isPassing: () => true, patienceMs: 300 }, failing(9))).rejects.toThrow('attempt 3');
  expect(pauses).toEqual([100, 200]);
});

test('the time of an invocation aborts pauses when it is over', async () => {
  const over = workTime(-1);
  await expect(over.pause(60_000)).rejects.toThrow('aborted');
  expect(over.deadline.aborted).toBe(true);
  const running = workTime(60_000);
  await expect(running.pause(0)).resolves.toBeUndefined();
  expect(running.deadline.aborted).toBe(false);
  expect(running.now()).toBeGreaterThan(Date.UTC(2026));
});
