import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { skipWithoutChromium } from './support/browser.mjs';
import { contrasts } from './support/contrast.mjs';
import { failedState, platformState } from './support/platform-state.mjs';
import { usePage } from './support/use-page.mjs';

const HASHES = [
  '#platform',
  '#platform/service/orderservice',
  '#platform/part/cache',
  '#isolation/orderservice/cache',
  '#events',
  '#logs/emulator',
];

/** All states of parts and accesses, and long names. */
function fullState() {
  const state = failedState();
  state.parts.find(({ id }) => id === 'broker').status = 'creating';
  const [{ cells }] = state.isolation.rows;
  Object.assign(cells[1], { reaches: false, network: true, login: 'none' });
  const long = 'a-service-of-the-catalogue-with-a-very-long-name-indeed-63-letters';
  return JSON.parse(JSON.stringify(state).replaceAll('paymentservice', long));
}

describe('the look', { skip: skipWithoutChromium() }, () => {
  const { open } = usePage();
  const go = async (page, hash) => {
    await page.evaluate((it) => {
      location.hash = it;
    }, hash);
    await page.locator('nav a[aria-current=page]').first().waitFor();
    await page
      .locator(hash.startsWith('#logs') ? 'pre' : 'main h2')
      .first()
      .waitFor();
  };
  const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  for (const colorScheme of ['light', 'dark']) {
    test(`every text has the contrast of WCAG AA in the ${colorScheme} look`, async () => {
      const page = await open({ colorScheme, state: fullState(), reducedMotion: 'reduce' });
      let measured = 0;
      for (const hash of HASHES) {
        await go(page, hash);
        const texts = await contrasts(page);
        measured += texts.length;
        assert.deepEqual(
          texts.filter(({ ratio, needed }) => ratio < needed),
          [],
          hash,
        );
      }
      assert.ok(measured > 300);
    });
  }

  test('follows the system until the user chooses, and the choice is kept', async () => {
    const page = await open({ colorScheme: 'dark' });
    const dark = await background(page);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await background(page);
    assert.notEqual(dark, light);
    await page.getByRole('button', { name: 'Dark look' }).click();
    assert.equal(await background(page), dark);
    await page.reload();
    await page.getByRole('button', { name: 'Light look' }).waitFor();
    assert.equal(await background(page), dark);
    const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.equal(stored, '{"look":"dark"}');
  });

  test('nothing moves where the system asks for reduced motion', async () => {
    const page = await open({ reducedMotion: 'reduce' });
    const durations = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('*')]
          .map((it) => getComputedStyle(it).transitionDuration)
          .filter((it) => it !== '0s'),
      );
    assert.deepEqual(await durations(), []);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    assert.ok((await durations()).length > 0);
  });

  for (const [name, width, state] of [
    ['360 pixels', 360, fullState()],
    ['360 pixels and 30 services', 360, platformState({ services: 30 })],
    ['768 pixels', 768, fullState()],
    ['1024 pixels', 1024, fullState()],
    ['1280 pixels and 30 services', 1280, platformState({ services: 30 })],
  ]) {
    test(`the page does not scroll sideways at ${name}, and no text leaves its box`, async () => {
      const page = await open({ viewport: { width, height: 740 }, state });
      for (const hash of HASHES) {
        await go(page, hash);
        const { scrolls, outside } = await page.evaluate(() => ({
          scrolls: document.documentElement.scrollWidth > innerWidth,
          outside: [...document.querySelectorAll('.node, .panel, .card, .message, .head-row, .copyable')]
            .filter((it) => it.scrollWidth > it.clientWidth + 1)
            .map((it) => `${it.className}: ${it.textContent}`),
        }));
        assert.equal(scrolls, false, hash);
        assert.deepEqual(outside, [], hash);
      }
    });
  }

  test('on a phone a selection scrolls to its details', async () => {
    const page = await open({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
    const details = page.getByRole('complementary', { name: 'Details' });
    assert.ok((await details.boundingBox()).y > 740);
    await page.locator('.service', { hasText: 'userservice' }).click();
    await details.getByRole('heading', { name: 'userservice' }).waitFor();
    assert.ok((await details.boundingBox()).y < 100);
  });

  test('the heads of the shared parts stay in the window when 30 services scroll', async () => {
    const page = await open({ state: platformState({ services: 30 }) });
    await page.evaluate(() => scrollTo(0, 1000));
    const { y } = await page.locator('.lane-head', { hasText: 'RabbitMQ' }).boundingBox();
    assert.ok(y >= 0 && y < 50);
  });
});
