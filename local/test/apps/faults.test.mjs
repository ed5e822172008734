import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SMALL_PLATFORM, smallProgram } from './support/apps.mjs';
import { apps, errorOf, machine, makeApp, nothingIsLeft, port, running, startUp, up } from './support/faults.mjs';

test('an app without a platform is one sentence, and nothing runs afterwards', async () => {
  const app = makeApp(smallProgram("new ssm.StringParameter(stack, 'Other', { stringValue: 'x' });"));
  const { code, output } = await up(app);
  assert.equal(code, 1);
  assert.equal(
    errorOf(output),
    `Error: The app in ${app} has no platform: add an EcommercePlatform to it, and run \`up\` again.`,
  );
  await nothingIsLeft(app);
});

test('an app that cannot be synthesized shows its own error first, and nothing runs afterwards', async () => {
  const app = makeApp(smallProgram("throw new Error('no such shop');"));
  const { code, output } = await up(app);
  assert.equal(code, 1);
  assert.equal(
    output.split('\n').find((line) => line.startsWith('  | ')),
    '  | Error: no such shop',
  );
  assert.equal(errorOf(output), 'Error: The app could not be synthesized: correct its error, and run `up` again.');
  await nothingIsLeft(app);
});

test('a failed first deployment names the resource, and nothing runs afterwards', async () => {
  const twice = ['One', 'Other'].map(
    (id) => `new ssm.StringParameter(stack, '${id}', { parameterName: '/x', stringValue: 'x' });`,
  );
  const app = makeApp(smallProgram(twice.join('\n')));
  const { code, output } = await up(app);
  assert.equal(code, 1);
  assert.match(
    errorOf(output),
    /^Error: The deployment of Small failed at (One|Other)\w+ \(AWS::SSM::Parameter\): .*\.$/,
  );
  const [, log] = /^The whole output is in (.*)$/m.exec(output);
  assert.match(readFileSync(log, 'utf8'), /CREATE_FAILED/);
  await nothingIsLeft(app);
});

test('a folder without a CDK app is one sentence', async () => {
  const { code, output } = await up(apps);
  assert.equal(code, 1);
  assert.equal(
    errorOf(output),
    `Error: ${apps} has no cdk.json: change to the folder of a CDK app, or give its command with --app.`,
  );
});

test('a killed emulator is reported with the time, and the next up starts another', async () => {
  const app = makeApp();
  await running(app);
  process.kill(machine.processId(/-m emulator /), 'SIGKILL');
  assert.deepEqual(await machine.leftovers(), []);
  const status = await machine.run(app, 'status');
  assert.equal(status.code, 1);
  assert.match(
    errorOf(status.output),
    /^Error: The emulator ended at \d\d:\d\d:\d\d \(SIGKILL\)\. Run `npx @org\/ecommerce-local up`\.$/,
  );
  const again = await up(app);
  assert.match(again.output, /^The emulator ended at \d\d:\d\d:\d\d \(SIGKILL\)\. Its data are lost\.$/m);
  assert.equal(again.code, 0, again.output);
  assert.equal((await machine.run(app, 'down')).code, 0);
  await nothingIsLeft(app);
});

test('the emulator ends with a killed supervisor, and its files are deleted', async () => {
  const app = makeApp();
  await running(app);
  process.kill(machine.processId(/supervisor\.mjs/), 'SIGKILL');
  await nothingIsLeft(app);
  const status = await machine.run(app, 'status');
  assert.match(
    errorOf(status.output),
    /^Error: The process of the session was killed, and the emulator ended with it\./,
  );
  assert.equal((await machine.run(app, 'down')).code, 0);
});

test('an emulator that is killed during a deployment ends it at once', async () => {
  const app = makeApp();
  const running = startUp(app);
  await running.line(/… \[4\/4\] cdk deploy/);
  process.kill(machine.processId(/-m emulator /), 'SIGKILL');
  assert.equal(await running.exit, 1);
  assert.match(errorOf(running.output()), /^Error: The emulator ended at /);
  await nothingIsLeft(app);
});

test('two apps on one port: the second up names the folder of the first', async () => {
  const [app, other] = [makeApp(), makeApp()];
  await running(app);
  const { code, output } = await up(other);
  assert.equal(code, 1);
  assert.equal(
    errorOf(output),
    `Error: Port ${port} is used by the app in ${app}: choose another port with --port, or run \`down\` there.`,
  );
  const changed = await machine.run(app, 'up', '--engines', 'valkey');
  assert.match(
    errorOf(changed.output),
    /runs with port \d+ and the engines none: run `down` first to change its options\.$/,
  );
  await machine.run(app, 'down');
  await nothingIsLeft(app);
});

test('results of lookups do not stay in the app', async () => {
  const lookup = "ssm.StringParameter.valueFromLookup(stack, '/cdk-bootstrap/hnb659fds/version');";
  const app = makeApp(`${SMALL_PLATFORM}${lookup}\n`);
  const own = '{\n  "own": "value"\n}';
  await running(app);
  assert.ok(!existsSync(join(app, 'cdk.context.json')));
  writeFileSync(join(app, 'cdk.context.json'), own);
  assert.equal((await machine.run(app, 'up')).code, 0);
  assert.equal(readFileSync(join(app, 'cdk.context.json'), 'utf8'), own);
  await machine.run(app, 'down');
});
