// Which lines have changed since a git ref.

import { join } from 'node:path';
import { Failure } from '../cli/failure.mjs';
import { run } from '../cli/processes.mjs';
import { LOGS, ROOT } from '../paths.mjs';

/** The files of `folder` with lines that `ref` has not, as `{ path, ranges }`; `{ path }` where git knows no other one. */
export async function changedSince(ref, folder) {
  await requireRef(ref);
  // What has happened on the other branch meanwhile is no change of ours.
  const { stdout: diff } = await git(
    ['diff', '--merge-base', '--unified=0', '--no-color', '--no-ext-diff', '--src-prefix=a/', '--dst-prefix=b/'],
    [ref, '--', folder],
  );
  const { stdout: unknown } = await git(['ls-files', '--others', '--exclude-standard'], ['--', folder]);
  return [
    ...changedRanges(diff),
    ...unknown
      .split('\n')
      .filter(Boolean)
      .map((path) => ({ path })),
  ];
}

/** The ranges of lines, both ends included, that a diff without context leaves in each file, as `{ path, ranges }`. */
export function changedRanges(diff) {
  const files = [];
  for (const line of diff.split('\n')) {
    const [, path] = line.match(/^\+\+\+ b\/(.*)$/) ?? [];
    if (path) files.push({ path, ranges: [] });
    const [, from, count = '1'] = line.match(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/) ?? [];
    if (from && count !== '0') files.at(-1).ranges.push({ from: Number(from), to: Number(from) + Number(count) - 1 });
  }
  return files.filter(({ ranges }) => ranges.length > 0);
}

async function requireRef(ref) {
  const { code } = await git(
    ['rev-parse', '--verify', '--quiet', '--end-of-options'],
    [`${ref}^{commit}`],
    [0, 1, 128],
  );
  if (code !== 0)
    throw new Failure(`Unknown ref: ${ref}. --since takes a branch, a tag or a commit that git knows here.`);
}

function git(options, args, accept) {
  return run(`git ${options[0]}`, 'git', ['-c', 'core.quotePath=off', ...options, ...args], {
    cwd: ROOT,
    env: process.env,
    log: join(LOGS, `git-${options[0]}.log`),
    accept,
  });
}
