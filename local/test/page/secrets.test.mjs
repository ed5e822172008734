import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { skipWithoutChromium } from './support/browser.mjs';
import { usePage } from './support/use-page.mjs';

describe('the secrets of a service', { skip: skipWithoutChromium() }, () => {
  const SERVICE = '#platform/service/orderservice';
  const { open, opened } = usePage({ hash: SERVICE, clock: true });
  const show = (page, name) => page.getByRole('button', { name: `Show ${name}`, exact: true });
  const hide = (page, name) => page.getByRole('button', { name: `Hide ${name}`, exact: true });
  const values = () => opened.platform.values.get('orderservice');
  /** The names of the secrets whose values are in the document, in text or in an attribute. */
  const inDocument = async (page) => {
    const html = await page.content();
    return Object.entries(values())
      .filter(([, value]) => html.includes(value))
      .map(([name]) => name);
  };

  test('are in no response and not in the document before the user asks for them', async () => {
    const bodies = [];
    const page = await open();
    page.on('response', async (response) => bodies.push(await response.text()));
    await page.reload();
    await show(page, 'DATABASE_PASSWORD').waitFor();
    for (const section of ['Isolation', 'Events', 'Logs', 'Platform'])
      await page.getByRole('link', { name: section }).click();
    const state = page.waitForResponse(/state\.json$/);
    await page.clock.fastForward(2000);
    await state;
    assert.ok(bodies.length > 10);
    for (const value of Object.values(values())) assert.ok(!bodies.join('').includes(value));
    assert.deepEqual(await inDocument(page), []);
    assert.deepEqual(opened.platform.asked, []);
  });

  test('one is shown alone, and hidden again', async () => {
    const page = await open();
    await show(page, 'DATABASE_PASSWORD').click();
    await page.getByText(values().DATABASE_PASSWORD).waitFor();
    assert.deepEqual(await inDocument(page), ['DATABASE_PASSWORD']);
    assert.deepEqual(opened.platform.asked, ['orderservice']);
    await hide(page, 'DATABASE_PASSWORD').click();
    await show(page, 'DATABASE_PASSWORD').waitFor();
    assert.deepEqual(await inDocument(page), []);
  });

  test('all of a service are shown and hidden with one button, and the focus stays on it', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Show all' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(values().BROKER_PASSWORD).waitFor();
    assert.deepEqual(await inDocument(page), ['DATABASE_PASSWORD', 'BROKER_PASSWORD']);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Hide all');
    await page.keyboard.press('Enter');
    await show(page, 'BROKER_PASSWORD').waitFor();
    assert.deepEqual(await inDocument(page), []);
  });

  test('are hidden after 60 seconds, and not before', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByText(values().BROKER_PASSWORD).waitFor();
    await page.clock.runFor(59_000);
    assert.equal((await inDocument(page)).length, 2);
    await page.clock.runFor(1500);
    await show(page, 'BROKER_PASSWORD').waitFor();
    assert.deepEqual(await inDocument(page), []);
  });

  for (const [name, leave] of [
    ['another service is selected', (page) => page.locator('.service', { hasText: 'userservice' }).click()],
    ['the details are closed', (page) => page.getByRole('link', { name: 'Close the details' }).click()],
    ['another section is opened', (page) => page.getByRole('link', { name: 'Logs' }).click()],
  ]) {
    test(`are hidden when ${name}, and stay hidden on return`, async () => {
      const page = await open();
      await show(page, 'DATABASE_PASSWORD').click();
      await page.getByText(values().DATABASE_PASSWORD).waitFor();
      await leave(page);
      await page.getByText(values().DATABASE_PASSWORD).waitFor({ state: 'detached' });
      await page.evaluate((hash) => {
        location.hash = hash;
      }, SERVICE);
      await page.getByRole('heading', { name: 'orderservice' }).waitFor();
      await show(page, 'DATABASE_PASSWORD').waitFor();
      assert.deepEqual(await inDocument(page), []);
    });
  }

  test('that arrive after the user has left and returned are not shown', async () => {
    const page = await open();
    let answer;
    await page.route('**/secrets/*', async (route) => {
      await new Promise((resolve) => {
        answer = resolve;
      });
      await route.continue();
    });
    const asked = page.waitForRequest(/secrets/);
    await show(page, 'DATABASE_PASSWORD').click();
    await asked;
    await page.locator('.service', { hasText: 'userservice' }).click();
    await page.getByRole('heading', { name: 'userservice' }).waitFor();
    await page.locator('.service', { hasText: 'orderservice' }).click();
    await show(page, 'DATABASE_PASSWORD').waitFor();
    const response = page.waitForResponse(/secrets/);
    answer();
    await response;
    const state = page.waitForResponse(/state\.json$/);
    await page.clock.fastForward(2000);
    await state;
    assert.deepEqual(await inDocument(page), []);
  });

  test('that cannot be read are a sentence', async () => {
    const page = await open();
    opened.platform.secrets = async () => {
      throw new Error('The secret local/orderservice/database was deleted.');
    };
    await show(page, 'DATABASE_PASSWORD').click();
    await page.getByText('The secrets cannot be read: The secret local/orderservice/database was deleted.').waitFor();
  });
});
