import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { appsFolder, changesIn, makePythonApp } from './support/apps.mjs';
import { freePort, Machine } from './support/machine.mjs';

const { LOCAL_COMMAND } = process.env;

test('up, run and down work for a fresh app in Python in an active virtual environment', async () => {
  const { folder, env } = makePythonApp(appsFolder());
  const machine = new Machine({ bin: LOCAL_COMMAND, env });
  const port = String(await freePort());

  const up = await machine.run(folder, 'up', '--port', port, '--engines', 'valkey');
  assert.equal(up.code, 0, up.output);
  assert.match(up.output, /^Shop +CREATE_COMPLETE$/m);

  const script =
    'import os; print(os.environ["CACHE_KEY_PREFIX"], len(os.environ["CACHE_PASSWORD"]) > 10, os.environ["VIRTUAL_ENV"])';
  const run = await machine.run(folder, 'run', 'orderservice', '--', 'python', '-c', script);
  assert.equal(run.output, `orderservice: True ${env.VIRTUAL_ENV}`);

  const open = await machine.run(join(folder, '.venv'), 'status');
  assert.equal(open.code, 0, open.output);

  assert.equal((await machine.run(folder, 'down')).code, 0);
  assert.deepEqual(await machine.leftovers(), []);
  assert.equal(changesIn(folder), '');
  assert.ok(dirname(LOCAL_COMMAND));
});
