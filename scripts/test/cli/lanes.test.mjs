import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { run } from '../../../local/lib/cli/processes.mjs';
import { inLanes } from '../../lib/cli/lanes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'lanes-'));
after(() => rmSync(folder, { recursive: true }));

test('runs jobs in parallel, and waits for all of them', async () => {
  let send;
  const sent = new Promise((resolve) => (send = resolve));
  const done = [];
  await inLanes(
    async () => done.push(`received ${await sent}`),
    async () => done.push(send('a value')),
  );
  assert.equal(done.length, 2);
});

test('a failing job stops the processes of the other jobs, and its error is thrown', async () => {
  let begun;
  const started = new Promise((resolve) => (begun = resolve));
  const script = 'console.log("begun"); setInterval(() => {}, 1000)';
  const other = () =>
    run('The other', process.execPath, ['-e', script], { cwd: folder, log: join(folder, 'log'), onLine: begun });
  let ended;
  await assert.rejects(
    inLanes(
      () => other().catch((error) => (ended = error.message)),
      async () => {
        await started;
        throw new Error('broken');
      },
    ),
    /^Error: broken$/,
  );
  assert.equal(ended, 'The other failed (signal SIGTERM).');
});
