import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireUsablePath } from '../../lib/cli/usable-path.mjs';

for (const [path, character] of [
  ['/home/jürgen/clone', 'ü'],
  ['/home/日本/clone', '日'],
  ['/home/😀/clone', '😀'],
  ['/home/a$b', '$'],
  ['/home/a"b', '\\"'],
  ['/home/a:b', ':'],
  ['/home/a`b', '`'],
  ['/home/a\\b', '\\\\'],
  ['/home/a\nb', '\\n'],
  ['/home/a+b', '+'],
  ['/home/user/Files (Company)', '('],
  ['/home/a[b]', '['],
]) {
  test(`rejects a path with the character ${JSON.stringify(character)}`, () => {
    assert.throws(
      () => requireUsablePath(path),
      (error) =>
        error.name === 'Failure' &&
        error.message.includes(`has the character "${character}"`) &&
        /move the clone/.test(error.message),
    );
  });
}

for (const path of ["/home/user's folder/my clone", '/srv/b@c~d=e,f.g-h_i', '/Users/User/Clone2']) {
  test(`accepts the path ${path}`, () => requireUsablePath(path));
}
