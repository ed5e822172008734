// Creates Python virtual environments, each only if it is missing or was created from other requirements.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { childEnvironment } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { run } from '../cli/processes.mjs';
import { fingerprint, unlessCurrent } from './fingerprint.mjs';

const PYTHONS = ['python3.11', 'python3', 'python'];

/**
 * Creates a virtual environment in `folder` with exactly the packages of `requirements`, and writes logs to the folder `logs`.
 * Returns the path of its Python.
 */
export async function installVenv({ folder, requirements, logs }, report) {
  const python = join(folder, 'bin', 'python');
  const env = childEnvironment(process.env);
  const log = (step) => join(logs, `${basename(folder)}-${step}.log`);
  const base = await findPython(env, join(logs, 'python.log'));
  const inputs = venvFingerprint(requirements, base);

  const install = async () => {
    report('python -m venv');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    await run('Creating the virtual environment', base.path, ['-m', 'venv', folder], {
      env,
      log: log('venv'),
    });
    report('pip install');
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--requirement', requirements];
    await run('pip install', python, pip, { env, log: log('pip') });
  };
  const made = await unlessCurrent(join(folder, '.installed'), inputs, install, () =>
    missingDistributions(folder, requirements),
  );
  return { python, note: made ? '' : 'already installed' };
}

/** Returns a fingerprint of a virtual environment with these requirements, made by the Python `base`. */
export const venvFingerprint = (requirements, base) =>
  fingerprint(dirname(requirements), requirementFiles(requirements), [base.version, base.path]);

/** Returns the names of the packages that are pinned in a requirements file, and that a virtual environment lacks. */
export function missingDistributions(folder, requirements) {
  const installed = new Set(distributions(folder));
  return requirementFiles(requirements)
    .flatMap((name) => [...readFileSync(join(dirname(requirements), name), 'utf8').matchAll(/^([\w.-]+)==/gm)])
    .map(([, name]) => name)
    .filter((name) => !installed.has(normalized(name)));
}

/** Returns the names of the packages in a virtual environment, from the folders of their metadata. */
function distributions(folder) {
  const lib = join(folder, 'lib');
  if (!existsSync(lib)) return [];
  return readdirSync(lib)
    .map((version) => join(lib, version, 'site-packages'))
    .filter((packages) => existsSync(packages))
    .flatMap((packages) => readdirSync(packages))
    .filter((name) => name.endsWith('.dist-info'))
    .map((name) => normalized(name.split('-')[0]));
}

/** Returns the form of a package's name in which names are compared. */
const normalized = (name) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

/** Returns the names of a requirements file and of the files that it includes, all in one folder. */
function requirementFiles(file) {
  const included = [...readFileSync(file, 'utf8').matchAll(/^-r (\S+)$/gm)].map(([, name]) =>
    join(dirname(file), name),
  );
  return [basename(file), ...included.flatMap(requirementFiles)];
}

/** Finds the first Python 3.11 or newer that can create a virtual environment. */
export async function findPython(env, log) {
  const script =
    'import sys, ensurepip, venv; assert sys.version_info >= (3, 11); print(sys.executable); print(sys.version)';
  for (const command of PYTHONS) {
    const found = await attempt(() => run(command, command, ['-c', script], { env, log }));
    if (found) {
      const [path, version] = found.stdout.split('\n');
      return { path, version };
    }
  }
  throw new Failure(
    `Python 3.11 or newer with its modules venv and ensurepip was not found as ${PYTHONS.join(', ')}: install it.`,
  );
}

/** Returns the result of `work`, or undefined if its command fails. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
