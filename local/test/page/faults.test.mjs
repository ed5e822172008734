import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, test } from 'node:test';
import { skipWithoutChromium } from './support/browser.mjs';
import { failedState, fakePlatform, platformState } from './support/platform-state.mjs';
import { usePage } from './support/use-page.mjs';

describe('the page', { skip: skipWithoutChromium() }, () => {
  const { open, opened } = usePage();
  const ENDED = 'The emulator has ended. Start it with npx @org/ecommerce-local up.';

  test('says that the emulator has ended, and shows the last state', async () => {
    const page = await open({ clock: true });
    opened.platform.current.emulator.running = false;
    await page.clock.fastForward(2000);
    await page.getByRole('alert').filter({ hasText: ENDED }).waitFor();
    assert.equal(await page.locator('.service').count(), 7);
    assert.equal(await page.locator('.emulator').textContent(), 'emulator ended');
  });

  test('says so when its own server is gone, and recovers', async () => {
    const page = await open({ clock: true });
    await page.route('**/state.json', (route) => route.abort('connectionrefused'));
    await page.clock.fastForward(2000);
    await page.getByRole('alert').filter({ hasText: ENDED }).waitFor();
    assert.equal(await page.locator('.service').count(), 7);
    await page.unroute('**/state.json');
    await page.clock.fastForward(2000);
    await page.locator('.emulator', { hasText: 'emulator running' }).waitFor();
    assert.equal(await page.locator('.message').count(), 0);
  });

  test('shows an error of the platform, and the last state', async () => {
    const page = await open({ clock: true });
    opened.platform.failure = 'The emulator does not answer.';
    await page.clock.fastForward(2000);
    await page
      .getByRole('alert')
      .filter({ hasText: 'The state of the platform cannot be read: The emulator does not answer.' })
      .waitFor();
    assert.equal(await page.locator('.service').count(), 7);
    opened.platform.failure = undefined;
    await page.clock.fastForward(2000);
    await page.locator('.message').waitFor({ state: 'detached' });
  });

  test('says that the state takes too long', async () => {
    const page = await open({ clock: true });
    await page.evaluate(() => {
      AbortSignal.timeout = () => AbortSignal.abort(new DOMException('', 'TimeoutError'));
    });
    await page.clock.fastForward(2000);
    await page
      .getByRole('alert')
      .filter({ hasText: 'The state of the platform was not read within 10 seconds. The page shows the last state.' })
      .waitFor();
  });

  test('names the command that prints its address when the address is not valid any more', async () => {
    const page = await open({ clock: true });
    await page.route('**/state.json', (route) => route.fulfill({ status: 404, body: 'Not found.' }));
    await page.clock.fastForward(2000);
    await page
      .getByRole('alert')
      .filter({ hasText: 'This address is not valid any more. Run npx @org/ecommerce-local open.' })
      .waitFor();
  });

  test('shows markup in names, reasons, settings, secrets and logs as text', async () => {
    const attack = '<img src="https://attacker.example/x" onerror="document.title=\'attacked\'">';
    const state = JSON.parse(
      JSON.stringify(failedState()).replaceAll('orderservice', JSON.stringify(attack).slice(1, -1)),
    );
    const platform = fakePlatform(state);
    for (const event of state.events) event.reason = attack;
    for (const { cells } of state.isolation.rows) for (const cell of cells) cell.why = [attack];
    state.problems = [attack];
    state.stacks[0].name = attack;
    platform.values.set(attack, { DATABASE_PASSWORD: attack, BROKER_PASSWORD: attack });
    platform.texts.set(attack, attack);
    const page = await open({ platform });
    const name = encodeURIComponent(attack);
    const visit = async (hash, selector) => {
      await page.evaluate((it) => {
        location.hash = it;
      }, hash);
      await page.locator(selector, { hasText: attack }).first().waitFor();
    };
    await visit(`#platform/service/${name}`, '.panel h2');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.locator('.settings code', { hasText: attack }).first().waitFor();
    await visit(`#platform/part/${encodeURIComponent(`${attack}/store`)}`, '.panel h2');
    await visit(`#isolation/${name}/cache`, '.reasons');
    await visit('#events', '.failures .reason');
    await visit(`#logs/${name}`, 'pre');
    await visit('#platform/service/userservice', '.message');
    assert.equal(await page.locator('img').count(), 0);
    assert.match(await page.title(), /^Platform/);
    assert.deepEqual(
      opened.requests.filter((url) => url.includes('attacker')).filter((url) => new URL(url).host.includes('attacker')),
      [],
    );
    assert.deepEqual(opened.reports, []);
  });

  test('loads nothing from elsewhere, violates no policy and reports no error', async () => {
    const page = await open({ clock: true, permissions: ['clipboard-write'] });
    for (const hash of [
      '#platform/service/orderservice',
      '#platform/part/cache',
      '#isolation/orderservice/cache',
      '#events',
      '#logs/emulator',
      '#platform',
    ]) {
      await page.evaluate((it) => {
        location.hash = it;
      }, hash);
      await page.locator('main h2').first().waitFor();
      const state = page.waitForResponse(/state\.json$/);
      await page.clock.fastForward(2000);
      await state;
    }
    await page.getByRole('button', { name: 'Dark look' }).click();
    assert.ok(opened.requests.length > 20);
    assert.deepEqual(
      opened.requests.filter((url) => !url.startsWith(opened.address) && !url.startsWith('data:')),
      [],
    );
    assert.deepEqual(opened.reports, []);
  });

  test('is not shown in a frame of another local page, which reads nothing of it', async () => {
    const page = await open();
    const url = opened.address;
    const site = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html').end(`<iframe src="${url}"></iframe>`);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    try {
      const other = await page.context().newPage();
      await other.goto(`http://127.0.0.1:${site.address().port}/`);
      assert.equal(await other.frames()[1].locator('#page').count(), 0);
      const read = await other.evaluate(
        (address) =>
          fetch(`${address}state.json`).then(
            (it) => it.text(),
            () => 'blocked',
          ),
        url,
      );
      assert.equal(read, 'blocked');
    } finally {
      site.closeAllConnections();
      site.close();
    }
  });

  test('works with a given state of one service without secrets, settings and engine', async () => {
    const state = platformState({ services: 1 });
    Object.assign(state.services[0], { secrets: [], settings: [], parts: [] });
    Object.assign(state.parts[0], { engine: null, connect: [], log: null, endpoint: null });
    const page = await open({ state, hash: '#platform/service/userservice' });
    await page.getByRole('heading', { name: 'userservice' }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Secrets', exact: true }).count(), 0);
    assert.deepEqual(opened.reports, []);
  });
});
