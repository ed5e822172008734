// Starts the installed Chromium for the tests of the page.

import { chromium } from 'playwright-core';
import { findChromium, MISSING_CHROMIUM } from './chromium.mjs';

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

/** The reason to skip the tests of the page, else false. In CI, they fail instead. */
export function skipWithoutChromium() {
  if (findChromium()) return false;
  if (process.env.CI) throw new Error(MISSING_CHROMIUM);
  console.log(`The tests of the page in a browser are skipped: ${MISSING_CHROMIUM}`);
  return MISSING_CHROMIUM;
}

export const startBrowser = () => chromium.launch({ executablePath: findChromium(), args: FLAGS });
