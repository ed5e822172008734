import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { skipWithoutChromium } from './support/browser.mjs';
import { failedState, platformState } from './support/platform-state.mjs';
import { usePage } from './support/use-page.mjs';

describe('the sections', { skip: skipWithoutChromium() }, () => {
  const { open, opened } = usePage();
  const cell = (page, service, part) => page.getByRole('button', { name: `${service}, ${part}:` });
  const panel = (page) => page.getByRole('complementary', { name: 'Details' });

  test('are links that the keyboard opens and that the browser goes back to', async () => {
    const page = await open();
    for (const [title, hash] of [
      ['Isolation', '#isolation'],
      ['Events', '#events'],
      ['Logs', '#logs'],
    ]) {
      await page.getByRole('link', { name: title }).focus();
      await page.keyboard.press('Enter');
      await page.locator(`nav a[aria-current=page]`, { hasText: title }).waitFor();
      assert.equal(new URL(page.url()).hash, hash);
      assert.match(await page.title(), new RegExp(`^${title} · shop$`));
    }
    await page.goBack();
    await page.getByRole('heading', { name: 'Events of the last deployment' }).waitFor();
  });

  test('the page has landmarks and one heading of the first level', async () => {
    const page = await open();
    for (const role of ['banner', 'navigation', 'main', 'complementary'])
      assert.equal(await page.getByRole(role).count(), 1, role);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
  });

  test('the matrix has a cell with a word for each service and part, with the headers of its row and column', async () => {
    const page = await open({ hash: '#isolation' });
    assert.equal(await page.locator('.matrix button').count(), 7 * 11);
    assert.equal(await page.getByRole('columnheader').count(), 11 + 2);
    assert.equal(await page.getByRole('rowheader').count(), 7);
    assert.equal(await cell(page, 'orderservice', 'Valkey').textContent(), 'login');
    assert.equal(await cell(page, 'productservice', 'Media').textContent(), 'IAM');
    assert.equal(await cell(page, 'orderservice', 'Database of paymentservice').textContent(), '–');
    assert.match(
      await page.getByRole('list', { name: 'Legend' }).textContent(),
      /network access and a login.*access by IAM.*no access/,
    );
  });

  test('a partial access has a word of its own', async () => {
    const state = platformState();
    const [{ cells }] = state.isolation.rows;
    Object.assign(cells[1], { reaches: false, network: true, login: 'none' });
    Object.assign(cells[2], { reaches: false, network: false, login: 'password' });
    Object.assign(cells[3], { reaches: true, network: true, login: 'none' });
    const page = await open({ hash: '#isolation', state });
    assert.deepEqual((await page.locator('.matrix button').allTextContents()).slice(0, 4), [
      'login',
      'port',
      'key',
      'open',
    ]);
    assert.match(await page.getByRole('list', { name: 'Legend' }).textContent(), /open.*port.*key/);
  });

  test('the reasons of a cell are read with the mouse, with the keyboard and by touch', async () => {
    const page = await open({ hash: '#isolation', hasTouch: true });
    await cell(page, 'orderservice', 'Valkey').click();
    await panel(page).getByText('The port of cache is open to the security group of orderservice.').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await panel(page).getByText('The role of paymentservice has access to broker.').waitFor();
    await cell(page, 'userservice', 'Media').tap();
    await panel(page).getByText('No permission names storage.').waitFor();
  });

  test('the headers that stick do not hide the focused cell', async () => {
    const page = await open({ hash: '#isolation', state: platformState({ services: 30 }), reducedMotion: 'reduce' });
    await page.locator('.matrix button').first().focus();
    const uncovered = () =>
      page.evaluate(() => {
        const { x, y, width, height } = document.activeElement.getBoundingClientRect();
        return [0.1, 0.9].every(
          (part) => document.elementFromPoint(x + width * part, y + height * part) === document.activeElement,
        );
      });
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft']) {
      for (let times = 0; times < 20; times++) {
        await page.keyboard.press(key);
        assert.ok(await uncovered(), `${key} ${times}`);
      }
    }
  });

  test('the matrix has one tab stop', async () => {
    const page = await open({ hash: '#isolation' });
    assert.equal(await page.locator('.matrix button[tabindex="0"]').count(), 1);
  });

  test('a failed deployment has its reasons on top, the earliest first, and its events can be filtered', async () => {
    const page = await open({ hash: '#events', state: failedState(), clock: true });
    const reasons = await page.locator('.failures .reason').allTextContents();
    assert.deepEqual(reasons, [
      'The engine version 18.9 of postgres is not available. Available: 18.3, 18.4.',
      'Resource creation cancelled',
    ]);
    assert.match(await page.getByRole('link', { name: 'Events' }).textContent(), /2/);
    assert.equal(await page.locator('.events tbody tr').count(), 17);
    await page.getByRole('button', { name: 'Failures' }).click();
    await page.locator('button[aria-pressed=true]', { hasText: 'Failures' }).waitFor();
    assert.equal(await page.locator('.events tbody tr').count(), 2);
    const first = await page.locator('.events tbody tr').first().textContent();
    for (const text of [
      'Shop',
      'PlatformpaymentserviceDatabaseInstance',
      'AWS::RDS::DBInstance',
      'CREATE_FAILED',
      'Resource creation cancelled',
    ]) {
      assert.ok(first.includes(text), text);
    }
    assert.match(await page.locator('.stacks').textContent(), /Shop.*ROLLBACK_COMPLETE.*186 resources/);
    opened.platform.current = platformState();
    await page.clock.fastForward(2000);
    await page.locator('.failures').waitFor({ state: 'detached' });
    assert.equal(await page.locator('.events tbody tr').count(), 14);
  });

  test('a log is followed until the user scrolls up', async () => {
    const page = await open({ hash: '#logs', clock: true });
    await page.getByRole('link', { name: 'emulator' }).click();
    const box = page.getByRole('region', { name: 'Log of emulator' }).locator('pre').or(page.locator('pre'));
    await box.filter({ hasText: 'request 60 answered' }).waitFor();
    const fromEnd = () => box.evaluate((it) => Math.round(it.scrollHeight - it.scrollTop - it.clientHeight));
    const add = async (line) => {
      opened.platform.texts.set('emulator', `${opened.platform.texts.get('emulator')}\n${line}`);
      await page.clock.fastForward(2000);
      await box.filter({ hasText: line }).waitFor();
    };
    assert.ok((await fromEnd()) <= 1);
    await add('one more line');
    assert.ok((await fromEnd()) <= 1);
    await box.evaluate((it) => it.scrollTo(0, 100));
    await page.locator('input:not(:checked)').waitFor();
    await add('another line');
    assert.equal(await box.evaluate((it) => it.scrollTop), 100);
  });

  test('a log without a file is a sentence', async () => {
    const page = await open({ hash: '#logs/unknown' });
    await page.getByText('There is no log of this name.').waitFor();
  });
});
