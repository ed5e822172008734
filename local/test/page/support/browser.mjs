// Starts the installed Chromium for the tests of the page.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const MISSING =
  'Chromium was not found. Install it (Debian: apt-get install chromium) or set CHROMIUM to the path of its executable.';

/** The reason to skip the tests of the page, else false. In CI, they fail instead. */
export function skipWithoutChromium() {
  if (executable()) return false;
  if (process.env.CI) throw new Error(MISSING);
  console.log(`The tests of the page in a browser are skipped: ${MISSING}`);
  return MISSING;
}

export const startBrowser = () => chromium.launch({ executablePath: executable(), args: FLAGS });

function executable() {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) return CHROMIUM;
  const folders = [...PATH.split(delimiter), '/usr/bin'];
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
