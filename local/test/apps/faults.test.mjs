import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { appsFolder, changesIn, makeSmallApp, SMALL_PLATFORM, smallProgram } from './support/apps.mjs';
import { freePort, Machine } from './support/machine.mjs';

const { LOCAL_COMMAND, INSTALLED } = process.env;

const apps = appsFolder();
const machines = [];
let machine;
let port;
beforeEach(async () => {
  machine = new Machine({ bin: LOCAL_COMMAND });
  machines.push(machine);
  port = String(await freePort());
});
after(async () => {
  for (const it of machines) for (const [pid] of it.processes()) process.kill(pid, 'SIGKILL');
});

let made = 0;
const makeApp = (program) => makeSmallApp(apps, `small-${++made}`, INSTALLED, program);

const up = (app, ...args) => machine.run(app, 'up', '--port', port, '--engines', 'none', ...args);

/** The last line that begins with "Error: ". */
const errorOf = (output) => output.split('\n').findLast((line) => line.startsWith('Error: '));

async function nothingIsLeft(app) {
  assert.deepEqual(await machine.leftovers(), []);
  assert.equal(changesIn(app), '');
  await new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(Number(port), '127.0.0.1', () => probe.close(resolve));
  });
}

async function running(app) {
  const { code, output } = await up(app);
  assert.equal(code, 0, output);
}

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
  const running = machine.start(app, 'up', '--port', port, '--engines', 'none');
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

test('a second up in one folder waits for nobody, and says which one runs', async () => {
  const app = makeApp();
  const first = machine.start(app, 'up', '--port', port, '--engines', 'none');
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
    const running = machine.start(app, 'up', '--port', port, '--engines', 'none');
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
