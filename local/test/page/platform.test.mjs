import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { skipWithoutChromium } from './support/browser.mjs';
import { platformState } from './support/platform-state.mjs';
import { usePage } from './support/use-page.mjs';

describe('the picture of the platform', { skip: skipWithoutChromium() }, () => {
  const { open, opened } = usePage();
  const node = (page, kind, name) => page.locator(`.${kind}`, { hasText: name });
  const panel = (page) => page.getByRole('complementary', { name: 'Details' });
  const standing = (page) => page.locator('.wire.stands').count();

  test('has a row for each service with its store, and a column with a dot for each service that uses the shared part', async () => {
    const page = await open();
    const state = platformState();
    assert.deepEqual(
      await page.locator('.service strong').allTextContents(),
      state.services.map(({ name }) => name),
    );
    assert.deepEqual(await page.locator('.lane strong').allTextContents(), [
      'Valkey',
      'RabbitMQ',
      'OpenSearch',
      'Media',
    ]);
    for (const { name } of state.services) {
      const service = await node(page, 'service', name).boundingBox();
      const store = await page
        .locator('.store')
        .filter({ hasText: `of ${name}` })
        .boundingBox();
      assert.ok(Math.abs(service.y - store.y) < 2, `${name} and its store are in one row`);
    }
    const dots = await Promise.all((await page.locator('.dot').all()).map((dot) => dot.boundingBox()));
    for (const { name, services } of state.parts.filter(({ shared }) => shared)) {
      const lane = await node(page, 'lane', name).boundingBox();
      const inside = dots.filter(({ x, width }) => x > lane.x && x + width < lane.x + lane.width);
      assert.equal(inside.length, services.length, name);
    }
  });

  test('a line runs from the service to each dot of its row', async () => {
    const page = await open();
    const service = await node(page, 'service', 'searchservice').boundingBox();
    const inRow = ({ y, height }) => y > service.y && y + height < service.y + service.height;
    const boxes = async (selector) => {
      const all = await Promise.all((await page.locator(selector).all()).map((it) => it.boundingBox()));
      return all.filter(inRow);
    };
    const wires = await boxes('.wire:not(.own)');
    const dots = await boxes('.dot');
    assert.equal(dots.length, 3);
    for (const dot of dots) {
      const middle = dot.x + dot.width / 2;
      const wire = wires.find(({ x, width }) => Math.abs(x + width - middle) < 1.5);
      assert.ok(wire, `a wire ends at ${middle}`);
      assert.ok(wire.x <= service.x + service.width + 1, 'the wire begins at the service');
    }
  });

  test('a click on a service shows its settings and commands, and its lines stand out', async () => {
    const page = await open();
    assert.equal(await standing(page), 0);
    await node(page, 'service', 'orderservice').click();
    await panel(page).getByRole('heading', { name: 'orderservice' }).waitFor();
    const text = await panel(page).textContent();
    assert.match(text, /npx @org\/ecommerce-local run orderservice -- node server\.js/);
    assert.match(text, /DATABASE_HOST/);
    assert.equal(await standing(page), 3);
    assert.match(page.url(), /#platform\/service\/orderservice$/);
  });

  test('a part shows its engine, endpoint, state, commands and log, and the version that the template asks for', async () => {
    const page = await open();
    await page.locator('.store', { hasText: 'of orderservice' }).click();
    await panel(page).getByRole('heading', { name: 'Database of orderservice' }).waitFor();
    const text = await panel(page).textContent();
    assert.match(text, /running/);
    assert.match(text, /postgres 18\.4/);
    assert.match(text, /The template asks for 18\.3\./);
    assert.match(text, /127\.0\.0\.1:5434/);
    assert.match(text, /npx @org\/ecommerce-local psql orderservice/);
    await panel(page).getByRole('link', { name: 'Log of orderservice' }).click();
    await page.locator('pre', { hasText: 'orderservice: request 60 answered' }).waitFor();
  });

  test('a version that fulfils the one of the template is not mentioned twice', async () => {
    const page = await open({ hash: '#platform/part/cache' });
    assert.match(await panel(page).textContent(), /valkey 9\.0\.1/);
    assert.doesNotMatch(await panel(page).textContent(), /The template asks/);
    assert.equal(await standing(page), 5);
  });

  test('the state of a part is a word and a mark of its own shape', async () => {
    const state = platformState();
    state.parts.find(({ id }) => id === 'cache').engine.running = false;
    state.parts.find(({ id }) => id === 'broker').status = 'creating';
    const page = await open({ state });
    assert.match(await node(page, 'lane', 'Valkey').textContent(), /engine stopped/);
    assert.match(await node(page, 'lane', 'RabbitMQ').textContent(), /creating/);
    assert.match(await node(page, 'lane', 'OpenSearch').textContent(), /no engine/);
    assert.match(await node(page, 'service', 'userservice').textContent(), /Valkey: engine stopped/);
    assert.match(await node(page, 'service', 'paymentservice').textContent(), /RabbitMQ: creating/);
    const shapes = ['Valkey', 'RabbitMQ', 'OpenSearch', 'Media'].map((name) =>
      node(page, 'lane', name).locator('.mark'),
    );
    const drawn = await Promise.all(
      shapes.map((shape) => shape.evaluate((it) => it.innerHTML + getComputedStyle(it).strokeDasharray)),
    );
    assert.equal(new Set(drawn).size, 4);
  });

  test('the keyboard reaches the picture with one Tab, moves with the arrows and selects with Enter', async () => {
    const page = await open();
    const focused = () =>
      page.evaluate(() => document.activeElement.dataset.stop ?? document.activeElement.textContent);
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      return focused();
    };
    assert.equal(await press('Tab'), 'Skip to content');
    await press('Tab', 'Tab', 'Tab', 'Tab');
    assert.equal(await press('Tab'), 'Logs');
    assert.equal(await press('Tab'), 'part:userservice/store');
    assert.equal(await press('ArrowRight'), 'service:userservice');
    assert.equal(await press('ArrowDown', 'ArrowDown'), 'service:orderservice');
    assert.equal(await press('ArrowRight'), 'part:cache');
    assert.equal(await press('ArrowRight'), 'part:broker');
    assert.equal(await press('ArrowUp'), 'part:broker');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, 'solid');
    await page.keyboard.press('Enter');
    await panel(page).getByRole('heading', { name: 'RabbitMQ' }).waitFor();
    assert.equal(await focused(), 'part:broker');
    assert.equal(await press('Tab'), '×');
    assert.equal(await press('Shift+Tab'), 'part:broker');
  });

  test('the focus stays in the details when a link in them is followed', async () => {
    const page = await open({ hash: '#platform/service/orderservice' });
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await panel(page).getByRole('link', { name: 'Valkey' }).focus();
    await page.keyboard.press('Enter');
    await panel(page).getByRole('heading', { name: 'Valkey' }).waitFor();
    assert.equal(await focused(), 'Valkey');
    await panel(page).getByRole('link', { name: 'Log of cache' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('pre').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  });

  test('the skip button moves the focus to the content', async () => {
    const page = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  });

  test('copies a command', async () => {
    const page = await open({
      hash: '#platform/service/orderservice',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: 'Copy the command that runs a program' }).click();
    await page.getByRole('button', { name: 'Copied the command that runs a program' }).waitFor();
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      'npx @org/ecommerce-local run orderservice -- node server.js',
    );
  });

  test('a new state changes the marks, is announced, and keeps the focus, the selection and the scroll position', async () => {
    const page = await open({ state: platformState({ services: 30 }), clock: true });
    await node(page, 'service', 'orderservice-2').click();
    await panel(page).getByRole('heading', { name: 'orderservice-2' }).waitFor();
    await page.evaluate(() => scrollTo(0, 700));
    const position = () => page.evaluate(() => [scrollY, document.activeElement.dataset.stop]);
    const before = await position();
    assert.deepEqual(before, [700, 'service:orderservice-2']);

    const state = platformState({ services: 30 });
    state.services.shift();
    state.parts.find(({ id }) => id === 'broker').engine.running = false;
    opened.platform.current = state;
    await page.clock.fastForward(2000);
    await page.getByRole('status').filter({ hasText: 'RabbitMQ: engine stopped.' }).waitFor({ state: 'attached' });
    assert.match(await node(page, 'lane', 'RabbitMQ').textContent(), /engine stopped/);
    assert.equal(await page.locator('.service').count(), 29);
    assert.deepEqual((await position())[1], before[1]);
    assert.ok((await position())[0] > 0);
    assert.equal(await panel(page).getByRole('heading', { name: 'orderservice-2' }).count(), 1);
  });

  test('a platform that is not deployed is a sentence and its problem', async () => {
    const state = {
      ...platformState(),
      services: [],
      parts: [],
      events: [],
      isolation: { parts: [], rows: [] },
      problems: ['Run `npx @org/ecommerce-local up`.'],
    };
    const page = await open({ state });
    await page.getByRole('heading', { name: 'The platform is not deployed yet' }).waitFor();
    const message = page.getByRole('alert');
    assert.equal(await message.textContent(), 'Run npx @org/ecommerce-local up.');
    await page.getByRole('link', { name: 'Isolation' }).click();
    await page.getByRole('heading', { name: 'The platform is not deployed yet' }).waitFor();
  });

  test('an address of a service that is gone is a sentence', async () => {
    const page = await open({ hash: '#platform/service/legacyservice' });
    assert.match(await panel(page).textContent(), /There is no “legacyservice” in it\./);
  });
});
