// The browser of a file of tests, in which each test opens a page of its own.

import { after, afterEach, before } from 'node:test';
import { startBrowser } from './browser.mjs';
import { openPage } from './open-page.mjs';

/**
 * Returns `open(options)`, which opens a page with the options of `openPage` and `defaults`, and `opened`, which then has all that
 * `openPage` returned. Call it in a suite.
 */
export function usePage(defaults = {}) {
  const opened = {};
  let browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(() => browser.close());
  afterEach(() => opened.close());

  const open = async (options) => {
    Object.assign(opened, await openPage(browser, { ...defaults, ...options }));
    return opened.page;
  };
  return { open, opened };
}
