import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { stopAll } from '../../lib/cli/processes.mjs';
import { Emulator } from '../../lib/emulator/emulator.mjs';
import { requireFreePort } from '../../lib/emulator/port.mjs';

let folder;
let servers;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-test-'));
  servers = [];
});
afterEach(async () => {
  await stopAll();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function listen(server, host = '127.0.0.1') {
  servers.push(server);
  server.listen(0, host);
  await once(server, 'listening');
  return server.address().port;
}

async function freePort() {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

const logOf = (port) => join(folder, `${port}.log`);

const start = (program, port, options) =>
  Emulator.start({ python: program, port, log: logOf(port), nodePath: folder, ...options });

/** An emulator of another clone, which answers every request. */
const anotherEmulator = () => createHttpServer((_, response) => response.end('{}'));

/** Returns a program in place of the emulator's Python, which runs this script; `port` is the port that it was given. */
function python(script) {
  const program = join(folder, 'python');
  const port = "const port = process.argv[process.argv.indexOf('--port') + 1];";
  writeFileSync(program, `#!${process.execPath}\n${port}\n${script}\n`, { mode: 0o755 });
  return program;
}

const READY = "console.log('Ready on http://127.0.0.1:' + port);";
const RUN_ON = 'setInterval(() => {}, 1000);';

for (const host of ['127.0.0.1', '0.0.0.0']) {
  test(`rejects a port in use on ${host}, and says what to do`, async () => {
    const server = createServer((socket) => socket.destroy());
    const port = await listen(server, host);
    await assert.rejects(requireFreePort(port), {
      name: 'Failure',
      message: `Port ${port} is in use: stop the process that listens on it, or choose another port with --port.`,
    });
    server.close();
    await once(server, 'close');
    await requireFreePort(port);
  });
}

test('rejects the port of another emulator, and says that it is one', async () => {
  const port = await listen(anotherEmulator());
  await assert.rejects(requireFreePort(port), {
    name: 'Failure',
    message: `Port ${port} is in use by another emulator: stop it, or choose another port with --port.`,
  });
});

test('an emulator is ready when it says so itself', async () => {
  const emulator = await start(python(`${READY} ${RUN_ON}`), await freePort());
  assert.equal(await emulator.whileRunning(Promise.resolve('runs')), 'runs');
});

test('does not take the emulator of another clone for its own', async () => {
  const port = await listen(anotherEmulator());
  const program = python("console.error('emulator: cannot listen'); process.exitCode = 1;");
  await assert.rejects(start(program, port), {
    name: 'Failure',
    message: new RegExp(`^Port ${port} is in use by another emulator.*--port\\.$`),
  });
});

test('an emulator that ends while it starts is reported with the end of its log', async () => {
  const program = python("for (let i = 0; i < 30; i++) console.error('line', i); process.exitCode = 3;");
  await assert.rejects(start(program, await freePort()), (error) => {
    assert.equal(error.message, 'The emulator ended unexpectedly (exit code 3).');
    assert.deepEqual(error.excerpt.slice(-2), ['line 28', 'line 29']);
    return true;
  });
});

test('an emulator that is killed fails the work on it at once, and its files are deleted', {
  timeout: 20_000,
}, async () => {
  const port = await freePort();
  const makeFiles =
    "const files = require('node:fs').mkdtempSync(process.env.TMPDIR + '/emulator-' + process.pid + '-');";
  const emulator = await start(python(`${makeFiles} console.log(files); ${READY} ${RUN_ON}`), port);
  const retrying = new Promise(() => {}); // as a client does for minutes
  const work = emulator.whileRunning(retrying);
  process.kill(emulator.pid, 'SIGKILL');
  let log;
  await assert.rejects(work, (error) => {
    assert.equal(error.message, 'The emulator ended unexpectedly (SIGKILL).');
    log = error.log;
    assert.match(error.excerpt.at(-1), /^Ready on /);
    return true;
  });
  const [files] = readFileSync(log, 'utf8').split('\n');
  assert.match(files, new RegExp(`/emulator-${emulator.pid}-`));
  assert.ok(!existsSync(files));
  await assert.rejects(emulator.whileRunning(retrying), /ended unexpectedly/);
});

test('work on an emulator that runs returns its result or its error', async () => {
  const port = await freePort();
  const emulator = await start(python(`${READY} ${RUN_ON}`), port);
  assert.equal(await emulator.whileRunning(Promise.resolve('result')), 'result');
  await assert.rejects(emulator.whileRunning(Promise.reject(new Error('no'))), /no/);
  await emulator.stop();
});

test('an emulator ends with this process, whose end is that of its standard input', async () => {
  const port = await freePort();
  await start(python(`console.log(process.argv.join()); ${READY} ${RUN_ON}`), port);
  assert.match(readFileSync(logOf(port), 'utf8'), /,--with-parent,/m);
});

const MISSING = 'postgres cannot be installed, because npm is not on the PATH.';

test('an emulator with engines reports what it installs and starts, and tells what it lacks', {
  timeout: 20_000,
}, async () => {
  const port = await freePort();
  const log = (message) => `console.error('2026-01-01 10:00:00 INFO [engines] ${message}');`;
  const script = `${log('installing valkey 9')} process.on('SIGUSR1', () => { ${log('starting valkey 9')} });
    setTimeout(() => { ${log('installed valkey 9 in 1 s')} ${log(`${MISSING} The emulator continues without it.`)} ${READY} }, 500);
    ${RUN_ON} console.log(process.argv.join());`;
  const reports = [];
  const emulator = await start(python(script), port, {
    engines: ['postgres', 'valkey'],
    report: (text) => reports.push(text),
  });
  assert.match(readFileSync(logOf(port), 'utf8'), /,--engines,postgres,valkey$/m);
  assert.ok(reports.includes('installing valkey 9'));
  assert.deepEqual(emulator.missingEngines(), [MISSING]);
  assert.deepEqual(emulator.runningEngines(), ['valkey']);

  const started = new Promise((resolve) => {
    emulator.reportingEngines(resolve, emulator.ended());
  });
  process.kill(emulator.pid, 'SIGUSR1');
  assert.equal(await started, 'starting valkey 9');
  await emulator.stop();
});
