// What a script needs before it can do anything: a version of Node, and a path that all tools can handle.

import { Failure } from './failure.mjs';

/** Throws unless the version satisfies the range of `engines` in package.json: one lower limit, as in `>= 20.16.0`. */
export function requireNode(version, { node: range }) {
  const oldest = /^>= (\d+\.\d+\.\d+)$/.exec(range)[1];
  if (compare(version, oldest) < 0) throw new Failure(`Node ${oldest} or newer is needed; this is Node ${version}.`);
}

function compare(one, other) {
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  const index = left.findIndex((number, position) => number !== right[position]);
  return index < 0 ? 0 : left[index] - right[index];
}

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
