import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireShortTemporaryFolder } from '../../lib/example/socket-path.mjs';

const folder = (length) => `/${'x'.repeat(length - 1)}`;

test('a folder for temporary files in which the sockets of tsx have a valid path is accepted', () => {
  for (const it of ['/tmp', '/var/folders/zz/zyxvpxvq6csfxvn_n0000000000000/T/ecommerce-123456', folder(75)])
    assert.equal(requireShortTemporaryFolder(it), undefined);
});

test('a longer one is rejected, with TMPDIR and the number of characters', () => {
  assert.throws(() => requireShortTemporaryFolder(folder(76)), /^Failure: The folder .* 75 characters.*TMPDIR/);
  assert.throws(() => requireShortTemporaryFolder(`/${'ä'.repeat(40)}`), /75 characters/);
});
