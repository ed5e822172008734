import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf, machine, makeApp, nothingIsLeft, running, startUp, up } from './support/faults.mjs';

test('a second up in one folder waits for nobody, and says which one runs', async () => {
  const app = makeApp();
  const first = startUp(app);
  await first.line(/… \[3\/4\] cdk bootstrap/);
  const { code, output } = await up(app);
  assert.equal(code, 1);
  assert.match(errorOf(output), new RegExp(`^Error: Another run uses this app: .* \\(process ${first.child.pid}\\)`));
  first.child.kill('SIGINT');
  assert.equal(await first.exit, 130);
  await nothingIsLeft(app);
});

for (const [step, signal, code] of [
  ['[2/4] Start the emulator', 'SIGINT', 130],
  ['[3/4] cdk bootstrap', 'SIGTERM', 143],
  ['[4/4] cdk deploy', 'SIGINT', 130],
  ['[4/4] cdk deploy', 'SIGKILL', 'SIGKILL'],
]) {
  test(`${signal} during "${step}" of the first up leaves nothing`, async () => {
    const app = makeApp();
    const running = startUp(app);
    await running.line(new RegExp(`^… ${step.replaceAll(/[[\]]/g, '\\$&')}`));
    running.child.kill(signal);
    assert.equal(await running.exit, code);
    await nothingIsLeft(app);
  });
}

test('Ctrl-C during a second up keeps the session', async () => {
  const app = makeApp();
  await running(app);
  const second = machine.start(app, 'up');
  await second.line(/… \[1\/1\] cdk deploy/);
  second.child.kill('SIGINT');
  assert.equal(await second.exit, 130);
  assert.equal(
    (await machine.run(app, 'run', 'orderservice', '--', 'sh', '-c', 'test "$TABLE_NAME" = orders')).code,
    0,
  );
  await machine.run(app, 'down');
  await nothingIsLeft(app);
});
