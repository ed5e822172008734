// Installs Chromium for the tests of the page, from the packages of Debian.

import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { findChromium, MISSING_CHROMIUM } from '../../../local/test/page/support/chromium.mjs';
import { LOGS } from '../paths.mjs';

/** Without a font, the text of a page has no size. Chromium only recommends one. */
const FONTS = ['fonts-dejavu-core', 'fonts-liberation'];

/** Installs Chromium unless it is there. Only root on Debian can; anybody else gets a sentence that says what to install. */
export async function installChromium(report) {
  if (findChromium()) return { note: 'already installed' };
  if (process.getuid?.() !== 0) throw new Failure(MISSING_CHROMIUM);
  const aptGet = (args) =>
    run('The installation of Chromium', 'apt-get', args, {
      env: { ...childEnvironment(process.env), DEBIAN_FRONTEND: 'noninteractive' },
      log: join(LOGS, 'chromium.log'),
    });
  report('apt-get update');
  await aptGet(['update']);
  report('apt-get install chromium');
  await aptGet(['install', '--yes', '--no-install-recommends', 'chromium', ...FONTS]);
  if (!findChromium()) throw new Failure(MISSING_CHROMIUM);
  return { note: '' };
}
