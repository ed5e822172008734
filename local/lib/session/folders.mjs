// The user's folders: one for the state of each session, and one for what all sessions share.

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, statSync } from 'node:fs';
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

const REMEDY = 'set XDG_STATE_HOME and XDG_CACHE_HOME to folders of your own with free space';

/** Creates a folder that no other user can read, or makes it one. In a folder of another user, that user could replace files. */
export function makePrivateFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (statSync(folder).uid === (process.getuid?.() ?? 0)) chmodSync(folder, 0o700);
    else throw new Failure(`${folder} belongs to another user: ${REMEDY}.`);
    return folder;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${folder} cannot be created (${error.code}): ${REMEDY}.`);
  }
}
