// The files that the browser loads. They are read when the server starts: no request names a file of the disk.

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES = [
  'index.html',
  'look.mjs',
  'matrix.css',
  'model.mjs',
  'page.css',
  'page.mjs',
  'pieces.css',
  'picture.css',
  'polling.mjs',
  'route.mjs',
  'secrets.mjs',
  'status.mjs',
  'theme.css',
  'views.css',
  'views/arrow-keys.mjs',
  'views/details.mjs',
  'views/events.mjs',
  'views/frame.mjs',
  'views/isolation.mjs',
  'views/logs.mjs',
  'views/matrix.mjs',
  'views/overview.mjs',
  'views/picture.mjs',
  'views/pieces.mjs',
  'views/settings.mjs',
];

const TYPES = { '.css': 'text/css', '.html': 'text/html', '.mjs': 'text/javascript' };

/** The answers by path. */
export function staticFiles() {
  const files = FILES.map((path) => [path, readFileSync(new URL(`static/${path}`, import.meta.url), 'utf8')]);
  // Without the comment that makes developer tools ask for a file that is not served.
  const preact = readFileSync(fileURLToPath(import.meta.resolve('preact')), 'utf8').replace(/^\/\/# source.*$/m, '');
  return new Map(
    [...files, ['preact.mjs', preact]].map(([path, body]) => [path, { type: TYPES[extname(path)], body }]),
  );
}
