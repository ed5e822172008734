import { waitUntilReady } from '../../../src/rotation/function/wait';
import { FakeClock } from './fake-clock';

/** Waits for what is ready at the `readyAt`th question; answers how often it was asked. */
async function wait(clock: FakeClock, readyAt: number): Promise<number> {
  let asked = 0;
  await waitUntilReady(clock, {
    what: 'The cluster',
    isReady: async () => {
      asked += 1;
      return asked >= readyAt;
    },
  });
  return asked;
}

test('asks once, and waits for nothing, where it is ready', async () => {
  const clock = new FakeClock();
  await expect(wait(clock, 1)).resolves.toBe(1);
  expect(clock.elapsed).toBe(0);
});

test('asks every ten seconds until it is ready', async () => {
  const clock = new FakeClock();
  await expect(wait(clock, 4)).resolves.toBe(4);
  expect(clock.elapsed).toBe(30_000);
});

test('waits while twenty seconds are left, and gives up with ten to spare', async () => {
  const enough = new FakeClock(20_000);
  await expect(wait(enough, 2)).resolves.toBe(2);
  const short = new FakeClock(29_999);
  await expect(wait(short, 3)).rejects.toThrow(
    new Error('The cluster was not ready in time: this step of the rotation must be taken again.'),
  );
  expect(short.timeLeft()).toBe(19_999);
});
