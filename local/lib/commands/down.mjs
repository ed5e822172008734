// `down`: ends what `up` started for the app in this folder.

import { realpathSync, rmSync } from 'node:fs';
import { main } from '../cli/main.mjs';
import { takeLock } from '../cli/run-lock.mjs';
import { ContextFile } from '../deployment/context-file.mjs';
import { nearestState } from '../session/find.mjs';
import { lockFile } from '../session/folders.mjs';
import { Session } from '../session/session.mjs';

const HELP = `Ends the emulator, its engines and the page of the app in this folder, and deletes their data.

Usage: npx @org/ecommerce-local down

  --help  print this help

Exit code: 0 when nothing runs any more, 1 on a failure, 130 or 143 when interrupted.`;

export const down = (args) =>
  main({ args, help: HELP }, async () => {
    const state = nearestState(realpathSync(process.cwd()));
    if (!state) return console.log('Nothing runs here.');
    takeLock(lockFile(state.folder), 'this app');
    await new Session(state.folder).stop();
    new ContextFile(state.app, state.folder).restore();
    rmSync(state.folder, { recursive: true, force: true });
    const lost = 'The stacks, the data in their stores and the logs are deleted.';
    console.log(
      state.running ? `The emulator on port ${state.port} is stopped. ${lost}` : `Nothing ran any more. ${lost}`,
    );
  });
