// The AWS CLI, and the command, on the emulator that scripts/test-commands.mjs starts.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const { AWS_PROGRAM, AWS_ENDPOINT_URL } = process.env;

/** Writes an `aws` that calls the emulator: version 1 of the CLI ignores the variable with the endpoint for some services. */
export function emulatorEnvironment(folder) {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const program = `#!/bin/sh\nexec "${AWS_PROGRAM}" --endpoint-url "${AWS_ENDPOINT_URL}" "$@"\n`;
  writeFileSync(join(bin, 'aws'), program, { mode: 0o755 });
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(settings),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: folder,
    TMPDIR: folder,
  };
}

const run = promisify(execFile);

/** Calls AWS, and returns the answer. */
export async function aws(...args) {
  const { stdout } = await run(AWS_PROGRAM, ['--endpoint-url', AWS_ENDPOINT_URL, '--output', 'json', ...args]);
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}
