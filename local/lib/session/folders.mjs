// The user's folders: one for the state of each session, and one for what all sessions share.

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Failure } from '../cli/failure.mjs';

const NAME = 'ecommerce-local';

/** The XDG specification ignores a relative path. */
const chosen = (path, otherwise) => join(path && isAbsolute(path) ? path : otherwise, NAME);

/** The folder with the state of every session. */
export const sessionsFolder = (env = process.env) => chosen(env.XDG_STATE_HOME, join(homedir(), '.local', 'state'));

/** The folder of the session of the app in `app`, an absolute path without symbolic links. */
export const sessionFolder = (app, env = process.env) =>
  join(sessionsFolder(env), createHash('sha256').update(app).digest('hex').slice(0, 16));

/** The folder for software. As root, the engines run as other users, who cannot read root's home directory. */
export const cacheFolder = (env = process.env) =>
  chosen(env.XDG_CACHE_HOME, process.getuid?.() === 0 ? '/var/cache' : join(homedir(), '.cache'));

/** The lock of the commands that change a session. */
export const lockFile = (folder) => join(folder, 'run.lock');

/** Creates a folder that no other user can read. */
export function makePrivateFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    throw new Failure(
      `${folder} cannot be created (${error.code}): set XDG_STATE_HOME and XDG_CACHE_HOME to folders with free space that you ` +
        'can write.',
    );
  }
}
