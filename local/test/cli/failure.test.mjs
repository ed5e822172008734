import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeFailure, Failure } from '../../lib/cli/failure.mjs';

/** Returns an error as the functions of node:fs throw it. */
const systemError = (code, text) =>
  Object.assign(new Error(`${code}: ${text}, open '/clone/log'`), { code, syscall: 'open' });

test('a full disk and a missing permission are one sentence that says what to do', () => {
  assert.equal(
    describeFailure(systemError('ENOSPC', 'no space left on device')),
    "Error: The disk is full: free space (ENOSPC: no space left on device, open '/clone/log').",
  );
  for (const code of ['EACCES', 'EPERM', 'EROFS']) assert.match(describeFailure(systemError(code, '')), /^Error: .*$/);
});

test('any other error of the operating system is a defect, and is shown with its stack', () => {
  assert.throws(
    () => mkdtempSync(join(tmpdir(), 'missing', 'folder-')),
    (error) => describeFailure(error) === error.stack,
  );
  assert.equal(describeFailure(new Failure('The reason.')), 'Error: The reason.');
});
