#!/usr/bin/env node
// The command `ecommerce-constructs`.

import { runCommandLine } from '../lib/command-line.mjs';

await runCommandLine(process.argv.slice(2));
