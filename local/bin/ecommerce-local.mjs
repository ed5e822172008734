#!/usr/bin/env node
// The command `ecommerce-local`. An old Node reads only this file, so that it has no syntax that such a Node cannot read.

import './node-version.cjs';

import('../lib/commands/commands.mjs').then(({ runCommandLine }) => runCommandLine(process.argv.slice(2)));
