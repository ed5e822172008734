import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { appsFolder, changesIn, commit, makeTypescriptApp } from './support/apps.mjs';
import { freePort, Machine } from './support/machine.mjs';

const { NODE_MODULES } = process.env;

const LOGIN = `
  const { Client } = require('pg');
  const { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: database, DATABASE_USERNAME: user, DATABASE_PASSWORD: password } = process.env;
  const client = new Client({ host, port, database, user, password, ssl: true });
  client.connect().then(() => client.query('select current_user, current_database()'))
    .then(({ rows }) => { console.log(JSON.stringify(rows)); return client.end(); });`;

const BROKEN = `\nimport { aws_ssm as ssm } from 'aws-cdk-lib';
new ssm.StringParameter(shop, 'Taken', { parameterName: '/local/orderservice/connection', stringValue: 'mine' });\n`;

let app;
let machine;
let port;
before(async () => {
  const apps = appsFolder();
  app = makeTypescriptApp(apps);
  const browser = join(apps, 'xdg-open');
  writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${join(apps, 'opened')}'\n`);
  chmodSync(browser, 0o755);
  machine = new Machine({
    bin: join(app, 'node_modules', '.bin', 'ecommerce-local'),
    env: { PATH: `${apps}:${process.env.PATH}`, NODE_PATH: NODE_MODULES },
  });
  port = await freePort();
});

const command = (...args) => machine.run(app, ...args);

async function succeeds(...args) {
  const { code, output } = await command(...args);
  assert.equal(code, 0, output);
  return output;
}

test('up deploys a fresh app in TypeScript', async () => {
  const output = await succeeds('up', '--port', String(port), '--engines', 'postgres');
  assert.match(output, /^Shop +CREATE_COMPLETE$/m);
  assert.match(output, /^engines +postgres 18/m);
  assert.match(output, /^page +http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/m);
  assert.equal(changesIn(app), '');
});

test('run gives a program the settings and the login of its service', async () => {
  const output = await succeeds('run', 'orderservice', '--', process.execPath, '-e', LOGIN);
  const [row] = JSON.parse(output);
  assert.equal(row.current_database, 'orderservice');
  assert.match(row.current_user, /^orderservice_/);
});

test('run passes on the exit code and a signal', async () => {
  assert.equal((await command('run', 'orderservice', '--', 'sh', '-c', 'exit 7')).code, 7);
  const running = machine.start(
    app,
    'run',
    'orderservice',
    '--',
    'sh',
    '-c',
    'trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done',
  );
  await running.line(/^ready$/);
  running.child.kill('SIGTERM');
  assert.equal(await running.exit, 9);
});

test('a service that is not deployed is one sentence with those that are', async () => {
  const { code, output } = await command('run', 'shipping', '--', 'true');
  assert.equal(code, 1);
  assert.match(output, /^Error: No service is called shipping\. The platform has inventoryservice, .*userservice\.$/m);
});

test('open gives the browser a private file that leads to the page', async () => {
  const address = (await succeeds('open')).trim();
  const file = fileURLToPath(readFileSync(join(machine.env.PATH.split(':')[0], 'opened'), 'utf8'));
  assert.ok(readFileSync(file, 'utf8').includes(`url=${address}"`));
  const state = await (await fetch(`${address}state.json`)).json();
  assert.equal(state.services.length, 7);
});

test('logs prints the log of the engine of a service, and names the logs', async () => {
  assert.match(await succeeds('logs', 'orderservice'), /ready to accept connections/);
  const { code, output } = await command('logs', 'shipping');
  assert.equal(code, 1);
  assert.match(output, /^Error: There is no log shipping: the logs are emulator, cdk, .*orderservice/m);
});

test('an engine that ended shows in the status, and starts again with the next up', async () => {
  assert.match(await succeeds('status'), /orderservice\/store +postgres .* running$/m);
  const { parts } = await (await fetch(`${(await succeeds('open')).trim()}state.json`)).json();
  const [host] = parts.find(({ id }) => id === 'orderservice/store').endpoint.split(':');
  process.kill(postgresOn(host), 'SIGKILL');
  assert.equal((await command('status')).code, 1);
  assert.match(await succeeds('up'), /Start the engines that ended: 1 started/);
  await succeeds('status');
});

/** Returns the process id of the server that listens on an address, and not that of the guard that started it. */
function postgresOn(host) {
  const servers = machine.processes().filter(([, it]) => /^\S*\/postgres .*-D /.test(it));
  const found = servers.find(([, it]) => it.includes(host)) ?? servers.find(([pid]) => listens(pid, host));
  assert.ok(found, `no server listens on ${host}`);
  return found[0];
}

function listens(pid, host) {
  const data = / -D (\S+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))?.[1];
  return data !== undefined && readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[5] === host;
}

test('a change is deployed by the next up, alone', async () => {
  appendFileSync(
    join(app, 'app.ts'),
    "\nimport { CfnOutput } from 'aws-cdk-lib';\nnew CfnOutput(shop, 'Answer', { value: '42' });\n",
  );
  commit(app);
  assert.match(await succeeds('up'), /^Shop +UPDATE_COMPLETE$/m);
});

test('a failed deployment names the resource, and leaves the session as it was', async () => {
  const before = readFileSync(join(app, 'app.ts'), 'utf8');
  appendFileSync(join(app, 'app.ts'), BROKEN);
  const { code, output } = await command('up');
  assert.equal(code, 1);
  assert.match(output, /^Error: The deployment of Shop failed at Taken\w+ \(AWS::SSM::Parameter\): .+\.$/m);
  assert.match(output, /^The whole output is in .*cdk\.log$/m);
  await succeeds('status');
  writeFileSync(join(app, 'app.ts'), before);
});

test('an app that cannot be synthesized shows its own error first, and leaves the session as it was', async () => {
  const before = readFileSync(join(app, 'app.ts'), 'utf8');
  appendFileSync(join(app, 'app.ts'), "\nthrow new Error('no such shop');\n");
  const { code, output } = await command('up');
  assert.equal(code, 1);
  const shown = output.split('\n').filter((line) => line.startsWith('  | '));
  assert.equal(shown[0], '  | Error: no such shop');
  assert.match(output, /^Error: The app could not be synthesized: correct its error, and run `up` again\.$/m);
  await succeeds('status');
  writeFileSync(join(app, 'app.ts'), before);
});

test('down ends all of it, and a second one has nothing to do', async () => {
  assert.match(await succeeds('down'), /is stopped/);
  assert.deepEqual(await machine.leftovers(), []);
  assert.equal(changesIn(app), '');
  assert.match(await succeeds('down'), /^Nothing runs here\.$/m);
});
