// Opens the page of a platform in Chromium, and records what the browser reports about it.

import { startPage } from '../../../lib/page/server.mjs';
import { fakePlatform } from './platform-state.mjs';

/**
 * Returns { page, platform, server, address, reports, requests }. `reports` has the errors on the console, exceptions and
 * violations of the content security policy; `requests` has the addresses that the page loaded.
 */
export async function openPage(
  browser,
  { hash = '', state, platform = fakePlatform(state), clock = false, ...options } = {},
) {
  const server = await startPage(platform);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const reports = [];
  const requests = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && reports.push(message.text()));
  page.on('pageerror', (error) => reports.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.exposeFunction('reportViolation', (text) => reports.push(text));
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', (event) =>
      reportViolation(`${event.violatedDirective} ${event.blockedURI}`),
    ),
  );
  if (clock) await page.clock.install();
  await page.goto(server.address + hash);
  await page.locator('main h2').first().waitFor();
  const close = async () => {
    await context.close();
    await server.close();
  };
  return { page, platform, server, address: server.address, reports, requests, close };
}
