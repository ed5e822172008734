// Finds the lines that have changed since a git ref.

import { join } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { LOGS, ROOT } from '../paths.mjs';

/** Returns the files of `folder` with lines changed since `ref`, as `{ path, ranges }`; untracked files as `{ path }`. */
export async function changedSince(ref, folder) {
  await requireRef(ref);
  // --merge-base ignores later changes on the other branch.
  const { stdout: diff } = await git(
    ['diff', '--merge-base', '--unified=0', '--no-color', '--no-ext-diff', '--src-prefix=a/', '--dst-prefix=b/'],
    [ref, '--', folder],
  );
  const { stdout: untracked } = await git(['ls-files', '--others', '--exclude-standard'], ['--', folder]);
  return [
    ...changedRanges(diff),
    ...untracked
      .split('\n')
      .filter(Boolean)
      .map((path) => ({ path })),
  ];
}

/** Returns the changed lines of each file in a diff without context, as `{ path, ranges }`; ranges include both ends. */
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
    throw new Failure(`Unknown ref: ${ref}. --since takes a branch, a tag or a commit of this repository.`);
}

function git(options, args, accept) {
  return run(`git ${options[0]}`, 'git', ['-c', 'core.quotePath=off', ...options, ...args], {
    cwd: ROOT,
    env: process.env,
    log: join(LOGS, `git-${options[0]}.log`),
    accept,
  });
}
