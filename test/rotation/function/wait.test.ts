import { waitUntilReady } from '../../../src/rotation/function/wait';
import { FakeClock } from './fake-clock';

/** Waits for a resource that is ready at the `readyAt`th poll. Returns the number of polls. */
async function wait(clock: FakeClock, readyAt: number): Promise<number> {
  let polls = 0;
  await waitUntilReady(clock, {
    resource: 'The cluster',
    isReady: async () => {
      polls += 1;
      return polls >= readyAt;
    },
  });
  return polls;
}

test('polls once, without a pause, when the resource is ready', async () => {
  const clock = new FakeClock();
  await expect(wait(clock, 1)).resolves.toBe(1);
  expect(clock.elapsed).toBe(0);
});

test('polls every ten seconds until the resource is ready', async () => {
  const clock = new FakeClock();
  await expect(wait(clock, 4)).resolves.toBe(4);
  expect(clock.elapsed).toBe(30_000);
});

test('waits while twenty seconds are left, and throws when fewer are left', async () => {
  const enough = new FakeClock(20_000);
  await expect(wait(enough, 2)).resolves.toBe(2);
  const short = new FakeClock(29_999);
  await expect(wait(short, 3)).rejects.toThrow(
    new Error('The cluster was not ready in time: this step of the rotation must be retried.'),
  );
  expect(short.timeLeft()).toBe(19_999);
});

test('the error has the reason of the last poll', async () => {
  let polls = 0;
  const isReady = async () => {
    polls += 1;
    return false;
  };
  const waiting = waitUntilReady(new FakeClock(20_000), {
    resource: 'The cluster',
    isReady,
    reason: () => `poll ${polls}`,
  });
  await expect(waiting).rejects.toThrow(
    new Error('The cluster was not ready in time: this step of the rotation must be retried. Reason: poll 2'),
  );
});
