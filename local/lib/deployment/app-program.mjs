#!/usr/bin/env node
// Runs the command of a CDK app for the CDK CLI: in the user's own home directory, where package managers keep packages, and
// with the user's proxies. The CLI itself has neither: it would read settings from the one, and call the emulator by the others.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { APP_VARIABLE } from './app-variable.mjs';

const { [APP_VARIABLE]: value, ...env } = process.env;
const { command, environment } = JSON.parse(value);
const script = command.endsWith('.js') && existsSync(command); // as the CLI does
const child = spawn(script ? `"${process.execPath}" "${command}"` : command, {
  shell: true,
  stdio: 'inherit',
  env: { ...env, ...environment },
});
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
