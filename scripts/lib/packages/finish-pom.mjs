#!/usr/bin/env node
// Replaces the name in a POM of jsii-pacmak by a readable one, and each version range by its oldest version. `projen
// package:java` runs it.

import { readFileSync, writeFileSync } from 'node:fs';
import { finishedPom } from './pom.mjs';

const [file, name] = process.argv.slice(2);
writeFileSync(file, finishedPom(readFileSync(file, 'utf8'), name));
