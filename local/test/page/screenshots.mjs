// Writes screenshots of the page into a folder, for a person to look at: node local/test/page/screenshots.mjs FOLDER

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startPage } from '../../lib/page/server.mjs';
import { startBrowser } from './support/browser.mjs';
import { failedState, fakePlatform, platformState } from './support/platform-state.mjs';

const folder = process.argv[2];
if (!folder) throw new Error('Name the folder for the screenshots.');
mkdirSync(folder, { recursive: true });

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const selected = '#platform/service/orderservice';
const SHOTS = [
  { name: 'platform-light', hash: selected },
  { name: 'platform-dark', hash: '#platform/part/cache', look: 'dark' },
  { name: 'overview', hash: '#platform' },
  { name: 'isolation', hash: '#isolation/orderservice/cache' },
  { name: 'isolation-dark', hash: '#isolation/orderservice/paymentservice%2Fstore', look: 'dark' },
  { name: 'failed-deployment', hash: '#events', state: failedState() },
  { name: 'failed-platform-dark', hash: '#platform', state: failedState(), look: 'dark' },
  { name: 'ended', hash: '#platform', state: endedState() },
  { name: 'logs', hash: '#logs/emulator' },
  { name: 'thirty-services', hash: selected, state: platformState({ services: 30 }), whole: true },
  { name: 'thirty-services-isolation', hash: '#isolation', state: platformState({ services: 30 }) },
  { name: 'phone', hash: selected, viewport: PHONE, whole: true },
  { name: 'phone-isolation', hash: '#isolation', viewport: PHONE, whole: true },
  { name: 'phone-events', hash: '#events', viewport: PHONE, state: failedState(), look: 'dark' },
];

function endedState() {
  const state = platformState();
  state.emulator.running = false;
  return state;
}

const browser = await startBrowser();
try {
  for (const shot of SHOTS) await take(shot);
} finally {
  await browser.close();
}

async function take({ name, hash, state, look = 'light', viewport = DESKTOP, whole = false }) {
  const server = await startPage(fakePlatform(state));
  const page = await browser.newPage({ viewport, colorScheme: look });
  await page.goto(server.address + hash);
  await page.locator('main h2').first().waitFor();
  if (whole) await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: whole });
  await page.close();
  await server.close();
}
