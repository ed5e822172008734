// cdk.context.json, in which the CDK keeps the results of lookups. Those of an emulator are wrong for the next one, and must not
// get into the history of the app: they have the emulator's account in their keys.

import { existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ACCOUNT } from '../aws/environment.mjs';

const OF_EMULATOR = new RegExp(`(^|:)account=${ACCOUNT}(:|$)`);

/**
 * The file of the app in `app`.
 * @param folder that of the session, which remembers whether the app had the file before the first deployment
 */
export class ContextFile {
  #file;
  #marker;
  #before;

  constructor(app, folder) {
    this.#file = join(app, 'cdk.context.json');
    this.#marker = join(folder, 'context-file-is-new');
  }

  /** Call it before a deployment. Removes what an interrupted deployment left. */
  prepare() {
    this.restore();
    if (existsSync(this.#file)) this.#before = readFileSync(this.#file, 'utf8');
    else writeFileSync(this.#marker, '');
  }

  /** Removes the results of lookups in an emulator, and the file if it has nothing else and the app did not have it. */
  restore() {
    if (existsSync(this.#file)) this.#removeLookups();
    rmSync(this.#marker, { force: true });
  }

  #removeLookups() {
    const text = readFileSync(this.#file, 'utf8');
    const context = parsed(text);
    if (!context) return; // the CLI reports the mistake
    const kept = Object.fromEntries(Object.entries(context).filter(([key]) => !OF_EMULATOR.test(key)));
    const isEmpty = Object.keys(kept).length === 0;
    if (isEmpty && existsSync(this.#marker)) rmSync(this.#file);
    else if (this.#before && isDeepStrictEqual(kept, parsed(this.#before))) this.#write(this.#before);
    else if (Object.keys(kept).length < Object.keys(context).length) this.#write(formatted(kept, text));
  }

  /** Writes the file whole or not at all: on a full disk, it stays as it is. */
  #write(text) {
    const file = realpathSync(this.#file); // a symbolic link stays one
    const written = `${file}.${process.pid}`;
    try {
      writeFileSync(written, text);
      renameSync(written, file);
    } finally {
      rmSync(written, { force: true });
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the text that the CDK writes; some of its versions do not end it with a newline. */
const formatted = (context, before) => `${JSON.stringify(context, undefined, 2)}${before.endsWith('\n') ? '\n' : ''}`;
