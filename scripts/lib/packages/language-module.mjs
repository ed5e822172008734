#!/usr/bin/env node
// Copies the compiled library to a folder from which jsii-pacmak makes the package of one language: there, the README of the
// assembly is that package's page. `projen package:python` and `projen package:java` call it.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.mjs';
import { guidePath, packagePage } from './package-page.mjs';

const COPIED = ['package.json', 'LICENSE', 'lib', '.jsii.tabl.json'];

const [language, folder] = process.argv.slice(2);
const read = (file) => readFileSync(join(ROOT, file), 'utf8');
const page = packagePage(language, read(guidePath(language)), JSON.parse(read('package.json')));

rmSync(folder, { recursive: true, force: true });
for (const file of COPIED) cpSync(join(ROOT, file), join(folder, file), { recursive: true });
writeFileSync(join(folder, 'README.md'), page);
writeFileSync(join(folder, '.jsii'), JSON.stringify({ ...JSON.parse(read('.jsii')), readme: { markdown: page } }));
