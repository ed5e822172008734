import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireNode, requireUsablePath } from '../../lib/cli/requirements.mjs';

const ENGINES = { node: '>= 20.16.0' };

for (const version of ['16.20.2', '18.20.8', '20.9.0', '20.15.1']) {
  test(`rejects Node ${version}, which is below the range of package.json`, () => {
    assert.throws(() => requireNode(version, ENGINES), {
      name: 'Failure',
      message: `Node 20.16.0 or newer is needed; this is Node ${version}.`,
    });
  });
}

for (const version of ['20.16.0', '20.20.2', '22.0.0', '100.1.0']) {
  test(`accepts Node ${version}`, () => requireNode(version, ENGINES));
}

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
