// `open`: opens the page in the browser.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../cli/main.mjs';
import { runningSession } from '../session/find.mjs';

const HELP = `Opens the page of the app in this folder in the browser, and prints its address.

Usage: npx @org/ecommerce-local open

  --help  print this help

Exit code: 0 when the address is printed, 1 otherwise.`;

/** An opener that finds no browser ends within this time. */
const FAILURE_MS = 3_000;

const OPENER = process.platform === 'darwin' ? 'open' : 'xdg-open';

export const open = (args) =>
  runCommand({ args, help: HELP }, async () => {
    const { state } = runningSession();
    console.log(state.page);
    const opened = await openBrowser(writeLink(state));
    if (!opened) console.log('No browser could be started here: open this address yourself.');
  });

/**
 * Writes a file that leads to the page, and returns its address: every user of the machine sees the arguments of programs, and
 * the address of the page has a token.
 */
function writeLink({ page, folder }) {
  const file = join(folder, 'page.html');
  rmSync(file, { force: true });
  const link = `<!doctype html><title>ecommerce-local</title><meta http-equiv="refresh" content="0; url=${page}">`;
  writeFileSync(file, `${link}<a href="${page}">The page</a>\n`, { mode: 0o600 });
  return pathToFileURL(file).href;
}

/** Returns whether a browser was started. An opener that still runs after a while is the browser itself, or waits for it. */
async function openBrowser(address) {
  const child = spawn(OPENER, [address], { stdio: 'ignore', detached: true });
  try {
    const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(FAILURE_MS) });
    return code === 0;
  } catch (error) {
    return error.name === 'AbortError'; // else the program does not exist
  } finally {
    child.unref();
  }
}
