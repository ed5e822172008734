// Lists the files of the project: those that are committed, and new ones that git does not ignore.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';

const OTHERS = ['--others', '--exclude-standard'];

/**
 * Returns the paths below `root`. In a folder that is no git checkout, such as an unpacked archive, it returns the files that
 * .gitignore does not exclude. Throws a Failure without git.
 */
export function projectFiles(root) {
  const files = isCheckout(root) ? list(root, ['--cached', ...OTHERS]) : listWithoutCheckout(root);
  return files.filter((file) => existsSync(join(root, file)));
}

function isCheckout(root) {
  try {
    return realpathSync(git(root, ['rev-parse', '--show-toplevel']).trimEnd()) === realpathSync(root);
  } catch (error) {
    if (error instanceof Failure) throw error;
    return false;
  }
}

/** Lets git apply .gitignore to the folder, with an empty repository elsewhere. */
function listWithoutCheckout(root) {
  const repository = mkdtempSync(join(tmpdir(), 'git-'));
  try {
    git(root, ['init', '--quiet', '--bare', repository]);
    return list(root, OTHERS, [`--git-dir=${repository}`, `--work-tree=${root}`]);
  } finally {
    rmSync(repository, { recursive: true });
  }
}

const list = (root, which, options = []) =>
  git(root, [...options, 'ls-files', '-z', ...which])
    .split('\0')
    .filter(Boolean);

function git(root, args) {
  try {
    // A git hook sets GIT_DIR and others, which would choose another repository.
    const env = localEnvironment(process.env);
    return execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Failure('git was not found: install it. It lists the files of the project.');
    throw error;
  }
}
