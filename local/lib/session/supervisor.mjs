// The process that a session consists of: it starts the emulator, serves the page, and ends with the emulator. `up` starts it,
// sends it its settings, and then `keep` when the first deployment succeeded. If `up` ends before, the session ends, too.

import { join } from 'node:path';
import { connectTo } from '../aws/connection.mjs';
import { describeFailure, Failure } from '../cli/failure.mjs';
import { commandOf } from '../cli/process-table.mjs';
import { stopAll } from '../cli/processes.mjs';
import { reapWith } from '../cli/reaper-client.mjs';
import { makeRunFolder } from '../cli/run-folder.mjs';
import { Emulator } from '../emulator/emulator.mjs';
import { startPage } from '../page/server.mjs';
import { writeCertificate } from './certificate.mjs';
import { platformOf } from './platform.mjs';
import { removeState, writeState } from './state.mjs';

const [folder] = process.argv.slice(2);
const state = { pid: process.pid, command: commandOf(process.pid), started: new Date().toISOString(), kept: false };
let page;
let stopping = false;

process.once('disconnect', () => state.kept || stop(1));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop(0));
process.on('SIGHUP', () => {}); // the terminal of `up` was closed
process.on('message', (message) => receive(message).catch(fail));
reapWith(makeRunFolder());

async function receive({ start, keep }) {
  if (start) await supervise(start);
  if (keep) {
    save({ kept: true });
    process.disconnect();
  }
}

async function supervise({ app, port, pagePort, engines, python, nodePath }) {
  save({ app, port, pagePort, engines });
  const log = join(folder, 'emulator.log');
  const emulator = await Emulator.start({
    ...{ python, port, log, nodePath, engines },
    report: (text) => tell({ text }),
  });
  const { aws } = await connectTo(port);
  await writeCertificate(folder, port);
  page = await startPage(platformOf({ ...state, folder }, aws), { port: pagePort });
  save({ page: page.address });
  tell({ ready: true });

  await emulator.ended();
  if (stopping) return;
  save({ ended: { at: new Date().toISOString(), reason: emulator.endReason(), log } });
  await stop(1, { keepState: true });
}

function save(changes) {
  Object.assign(state, changes);
  writeState(folder, state);
}

function tell(message) {
  if (process.connected) process.send(message, () => {}); // `up` may have ended
}

async function fail(error) {
  console.error(describeFailure(error));
  const failure = error instanceof Failure ? { ...error, message: error.message } : unexpected(error);
  if (process.connected) await new Promise((sent) => process.send({ failure }, sent));
  await stop(1);
}

/** A defect, or an error of the operating system, such as a full disk. */
function unexpected(error) {
  const [first] = describeFailure(error).split('\n');
  return {
    message: `The session could not start: ${first.replace(/^(Error: )+|\.$/g, '')}.`,
    log: join(folder, 'supervisor.log'),
  };
}

/** Ends the session. A last state tells when and why the emulator ended, if it did so itself. */
async function stop(code, { keepState = false } = {}) {
  if (stopping) return;
  stopping = true;
  await page?.close();
  await stopAll();
  if (!keepState) removeState(folder);
  process.exit(code);
}
