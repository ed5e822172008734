// `down`: ends what `up` started for the app in this folder.

import { existsSync, rmSync } from 'node:fs';
import { runCommand } from '../cli/main.mjs';
import { takeLock } from '../cli/run-lock.mjs';
import { ContextFile } from '../deployment/context-file.mjs';
import { abandonedStates, currentFolder, nearestState } from '../session/find.mjs';
import { lockFile } from '../session/folders.mjs';
import { Session } from '../session/session.mjs';
import { allStates } from '../session/state.mjs';

const HELP = `Ends the emulator, its engines and the page of the app in this folder, and deletes their data. Where no app runs, it ends those of apps
whose folders were deleted or moved.

Usage: npx @org/ecommerce-local down

  --help  print this help

Exit code: 0 when nothing runs any more, 1 on a failure, 130 or 143 when interrupted.`;

export const down = (args) =>
  runCommand({ args, help: HELP }, async () => {
    const own = nearestState(currentFolder());
    const states = own ? [own] : abandonedStates();
    if (states.length === 0) return console.log(nothingRuns(allStates().filter(({ running }) => running)));
    for (const state of states) await end(state);
  });

async function end(state) {
  lock(state);
  await new Session(state.folder).stop();
  new ContextFile(state.app, state.folder).restore();
  rmSync(state.folder, { recursive: true, force: true });
  const lost = 'The stacks, the data in their stores and the logs are deleted.';
  const of = existsSync(state.app) ? '' : ` of ${state.app}, which was deleted or moved,`;
  const ended = state.running ? `The emulator${of} on port ${state.port} is stopped.` : 'Nothing ran any more.';
  console.log(`${ended} ${lost}`);
}

/** A full disk has no space for a lock, and the end of a session frees some. */
function lock({ app, folder }) {
  try {
    takeLock(lockFile(folder), `the app in ${app}`);
  } catch (error) {
    if (!['ENOSPC', 'EDQUOT'].includes(error.code)) throw error;
  }
}

function nothingRuns(elsewhere) {
  if (elsewhere.length === 0) return 'Nothing runs here.';
  return `Nothing runs here. Run \`down\` in the folder of an app that runs: ${elsewhere.map(({ app }) => app).join(', ')}.`;
}
