import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the test processes a temporary folder, and deletes it after the run: each app leaves a cloud assembly there. */
export default function makeTemporaryFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'jest-'));
  process.env.TMPDIR = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}
