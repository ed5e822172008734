#!/usr/bin/env node
// `npm run changelog`: writes the section of a release in CHANGELOG.md.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../local/lib/cli/failure.mjs';
import { run } from '../local/lib/cli/processes.mjs';
import { main } from './lib/cli/main.mjs';
import { CHANGELOG, LOGS, ROOT } from './lib/paths.mjs';
import { parseCommit, renderSection, withSection } from './lib/release/changelog.mjs';

const HELP = `Writes the section of a release in CHANGELOG.md, from the commits since the last version tag.

Usage: npm run changelog -- --version 1.2.3

  --version  the version to release; an existing section of this version is replaced, with any edits
  --help     print this help

Exit code: 0 when the section is written, 1 otherwise.`;

const SEPARATOR = '\x1e';

main({ help: HELP, options: { version: { type: 'string' } } }, async (options) => {
  const version = options.version;
  if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version ?? '')) {
    throw new Failure(`Invalid version: ${version}. --version takes a semantic version, such as 1.2.3.`);
  }
  const commits = (await messagesSinceLastRelease()).map(parseCommit).filter((commit) => commit !== undefined);
  const changelog = existsSync(CHANGELOG) ? readFileSync(CHANGELOG, 'utf8') : '';
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(CHANGELOG, withSection(changelog, version, renderSection(version, today, commits)));
});

/** Returns the messages, oldest first; before the first release, those of all commits. */
async function messagesSinceLastRelease() {
  const tag = await git(['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*'], [0, 128]);
  const range = tag ? [`${tag}..HEAD`] : [];
  const log = await git(['log', '--no-merges', '--reverse', `--format=%B${SEPARATOR}`, ...range]);
  return log.split(SEPARATOR);
}

async function git(args, accept) {
  const log = join(LOGS, 'git.log');
  const { code, stdout } = await run(`git ${args[0]}`, 'git', args, { cwd: ROOT, env: process.env, log, accept });
  return code === 0 ? stdout.trim() : '';
}
