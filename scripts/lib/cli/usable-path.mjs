// Rejects a clone in a folder that the build cannot handle.

import { Failure } from '../../../local/lib/cli/failure.mjs';

/**
 * Throws if the clone's path has a character that a tool cannot handle: jsii finds no module below a folder with a letter
 * outside of ASCII, jsii-pacmak passes the path to a shell in double quotes, Python creates no virtual environment below a
 * folder with a colon, and jest reads others as part of a pattern.
 */
export function requireUsablePath(root) {
  const [unusable] = /[^\w/ .,'@=~-]/u.exec(root) ?? [];
  if (unusable === undefined) return;
  throw new Failure(
    `The path ${root} has the character ${JSON.stringify(unusable)}, which the build cannot handle: move the clone to a ` +
      "folder whose path has only ASCII letters, digits, spaces and the characters - _ . , ' @ = ~.",
  );
}
