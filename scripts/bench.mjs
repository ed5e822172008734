#!/usr/bin/env node

// `npm run bench`: measures the library against the same content written by hand with aws-cdk-lib.

import { Failure } from '../local/lib/cli/failure.mjs';
import { shortened } from '../local/lib/cli/lists.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { table } from '../local/lib/cli/tables.mjs';
import { cells, HEADER, isMissed } from './lib/bench/figures.mjs';
import { installProgram, measuredVersions } from './lib/bench/installation.mjs';
import { describeMachine } from './lib/bench/machine.mjs';
import { writePage } from './lib/bench/page.mjs';
import { SECTIONS, selectedSections } from './lib/bench/sections.mjs';
import { buildTarball } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';

const RUNS = 10;
const QUICK_RUNS = 3;

const HELP = `Measures the library against a program that creates the same resources by hand with the classes of aws-cdk-lib.

Usage: npm run bench -- [options] [section...]

Each figure is the least CPU time of several runs. The two programs run in turn, each run in a process of its own, on the
oldest supported aws-cdk-lib and on the newest. The sections, of which all run by default:

${SECTIONS.map(({ name, title }) => `  ${name.padEnd(14)}${title}`).join('\n')}

  --quick  ${QUICK_RUNS} runs of each program in place of ${RUNS}; the figures vary more
  --write  write the figures to docs/bench.md, and their picture to docs/pictures/bench.svg
  --help   print this help

Java needs Java 17 and Maven. Logs are in dist/logs.

Exit code: 0 when every target is met, 1 otherwise.`;

const OPTIONS = { quick: { type: 'boolean' }, write: { type: 'boolean' } };

main({ help: HELP, options: OPTIONS, positionals: true }, async (options) => {
  const sections = selectedSections(options.positionals);
  if (options.write && sections.length < SECTIONS.length) {
    throw new Failure('--write takes no sections, because the page shows the figures of all of them.');
  }

  const progress = new Progress({ total: sections.length + 3 });
  const bench = await prepare(progress, options.quick ? QUICK_RUNS : RUNS);
  const measured = [];
  for (const section of sections) {
    const result = await progress.step(section.title, (report) => section.measure(bench, report));
    measured.push({ title: section.title, ...result });
  }
  if (options.write) writePage(measured, { ...bench, machine: await describeMachine() });
  report(measured);
});

async function prepare(progress, times) {
  await progress.step('Install npm packages', installNodeModules);
  const { tarball } = await progress.step('Build the library', buildTarball);
  const versions = measuredVersions();
  const { installations } = await progress.step('Install the programs', async (report) => ({
    installations: [
      { on: 'the oldest', ...(await installProgram(tarball, versions.floor, report)) },
      { on: 'the newest', ...(await installProgram(tarball, versions.newest, report)) },
    ],
  }));
  return { tarball, times, versions, installations };
}

function report(measured) {
  for (const { title, figures, text } of measured) {
    console.log(`\n${title.toUpperCase()}\n${table(HEADER, figures.map(cells))}`);
    if (text) console.log(text);
  }
  const missed = measured.flatMap(({ figures }) => figures).filter(isMissed);
  if (missed.length > 0) {
    throw new Failure(`Missed targets: ${shortened(missed.map(({ name }) => name)).join('; ')}.`);
  }
}
