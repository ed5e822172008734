#!/usr/bin/env node
// Gives a POM of jsii-pacmak a name for people and the oldest version of each range: `projen package:java` calls it.

import { readFileSync, writeFileSync } from 'node:fs';
import { finishedPom } from './pom.mjs';

const [file, name] = process.argv.slice(2);
writeFileSync(file, finishedPom(readFileSync(file, 'utf8'), name));
