// Lists the files of src to mutate.

import { join, relative } from 'node:path';
import { filesBelow } from '../../../local/lib/install/fingerprint.mjs';
import { ROOT } from '../paths.mjs';
import { changedSince } from './changed-lines.mjs';
import { SOURCES } from './selection.mjs';

/** Returns each file as `{ path }`, with `ranges` of lines if only these are selected. */
export async function selectedSources({ path = SOURCES, since }) {
  const files = since === undefined ? below(path) : await changedSince(since, SOURCES);
  return files.filter(({ path: file }) => file.endsWith('.ts'));
}

const below = (path) => filesBelow(join(ROOT, path)).map((file) => ({ path: relative(ROOT, file) }));
