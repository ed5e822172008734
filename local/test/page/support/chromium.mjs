// Finds the installed Chromium for the tests of the page.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

export const MISSING_CHROMIUM =
  'Chromium was not found. Install it (Debian: apt-get install chromium) or set CHROMIUM to the path of its executable.';

/** Returns the path of its executable, or undefined. */
export function findChromium() {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) return CHROMIUM;
  const folders = [...PATH.split(delimiter), '/usr/bin'];
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
