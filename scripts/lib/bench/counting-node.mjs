#!/usr/bin/env node
// Takes the place of Node when a program in Python or Java starts the runtime of jsii (JSII_NODE names it): runs the runtime,
// passes its messages on, and counts those that the program sends. The runtime answers each of them.

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const runtime = spawn(process.execPath, process.argv.slice(2), { stdio: ['pipe', 'pipe', 'inherit'] });
const counts = {};
createInterface({ input: process.stdin }).on('line', (line) => {
  const { api } = JSON.parse(line);
  if (api !== undefined) counts[api] = (counts[api] ?? 0) + 1; // the others end the runtime, or answer it
});
process.stdin.pipe(runtime.stdin);
runtime.stdout.pipe(process.stdout);
runtime.on('close', (code) => {
  writeFileSync(process.env.BENCH_MESSAGES, JSON.stringify(counts));
  process.exit(code ?? 1);
});
