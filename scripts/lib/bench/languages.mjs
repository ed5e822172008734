// The measured programs in Python and Java, each on the oldest supported aws-cdk-lib and on the newest of its registry.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { fingerprint, unlessCurrent } from '../../../local/lib/install/fingerprint.mjs';
import { installVenv } from '../../../local/lib/install/virtual-environment.mjs';
import { WITHOUT_VALIDATOR } from '../example/validator.mjs';
import { mavenEnvironment } from '../packages/language-examples.mjs';
import { buildWheelAndJar, packageFiles } from '../packages/packages.mjs';
import { dependencyVersion, withDependencyVersion } from '../packages/pom.mjs';
import { BENCH, BENCH_VENVS, BENCH_WORK, EXAMPLES, JARS, LOGS, MAVEN, WHEELS } from '../paths.mjs';
import { inTemporaryFolder } from './temporary-folder.mjs';

const PROCESS_TREE = join(dirname(fileURLToPath(import.meta.url)), 'process-tree.py');
const COUNTING_NODE = join(dirname(fileURLToPath(import.meta.url)), 'counting-node.mjs');

/** Builds the wheel and the jar, and installs each program: one for each language and version. */
export async function installLanguages({ versions, installations: [{ folder }] }, report) {
  await buildWheelAndJar(report);
  const library = join(folder, 'node_modules', '@org', 'ecommerce-constructs', 'lib');
  const python = await installPython('the oldest', versions.floor, library, report);
  return [
    python,
    await installPython('the newest', pythonVersions(), library, report),
    await installJava('the oldest', versions.floor, { python: python.command[0], library }, report),
    await installJava('the newest', javaVersions(), { python: python.command[0], library }, report),
  ];
}

/** The versions that the examples require: the newest in each registry. */
function pythonVersions() {
  const requirements = readFileSync(join(EXAMPLES, 'python', 'requirements.txt'), 'utf8');
  return Object.fromEntries(
    ['aws-cdk-lib', 'constructs'].map((name) => [name, new RegExp(`^${name}==(.+)$`, 'm').exec(requirements)[1]]),
  );
}

function javaVersions() {
  const pom = readFileSync(join(EXAMPLES, 'java', 'pom.xml'), 'utf8');
  return Object.fromEntries(['aws-cdk-lib', 'constructs'].map((name) => [name, dependencyVersion(pom, name)]));
}

async function installPython(on, versions, library, report) {
  const [wheel] = packageFiles(WHEELS, '.whl');
  const programs = join(BENCH_WORK, `python-${versions['aws-cdk-lib']}`);
  rmSync(programs, { recursive: true, force: true });
  cpSync(join(BENCH, 'python'), programs, { recursive: true, filter: (path) => basename(path) !== '__pycache__' });
  const requirements = join(programs, 'requirements.txt');
  const pinned = Object.entries(versions).map(([name, version]) => `${name}==${version}`);
  writeFileSync(requirements, [`# ${fingerprint(WHEELS, [basename(wheel)])}`, ...pinned, wheel, ''].join('\n'));
  const { python } = await installVenv(
    { folder: join(BENCH_VENVS, versions['aws-cdk-lib']), requirements, logs: LOGS },
    report,
  );
  return {
    language: 'Python',
    on,
    folder: programs,
    env: childEnvironment(process.env),
    command: [python],
    python,
    library: ['library.py'],
    byHand: ['by_hand_app.py'],
    code: library,
  };
}

async function installJava(on, versions, { python, library }, report) {
  const folder = join(BENCH_WORK, `java-${versions['aws-cdk-lib']}`);
  const env = mavenEnvironment(BENCH_WORK);
  const inputs = fingerprint(BENCH, ['java'], [JSON.stringify(versions), fingerprint(JARS, ['.'])]);
  const classpath = join(folder, 'classpath.txt');
  await unlessCurrent(join(folder, '.compiled'), inputs, async () => {
    report(`Maven, aws-cdk-lib ${versions['aws-cdk-lib']}`);
    rmSync(folder, { recursive: true, force: true });
    cpSync(join(BENCH, 'java'), folder, { recursive: true, filter: (path) => basename(path) !== 'target' });
    const pom = join(folder, 'pom.xml');
    const pinned = Object.entries(versions).reduce(
      (text, [artifact, version]) => withDependencyVersion(text, artifact, version),
      readFileSync(pom, 'utf8'),
    );
    writeFileSync(pom, pinned);
    const goals = ['compile', 'dependency:build-classpath', `-Dmdep.outputFile=${classpath}`];
    await run('Maven', 'mvn', ['--batch-mode', '--quiet', `-Dmaven.repo.local=${MAVEN}`, ...goals], {
      cwd: folder,
      env,
      log: join(LOGS, `bench-java-${versions['aws-cdk-lib']}.log`),
    });
  });
  const java = ['java', '-cp', [join(folder, 'target', 'classes'), readFileSync(classpath, 'utf8').trim()].join(':')];
  return {
    language: 'Java',
    on,
    folder,
    env,
    command: java,
    python,
    library: ['org.example.bench.LibraryApp'],
    byHand: ['org.example.bench.ByHandApp'],
    code: library,
  };
}

/** Runs a program, and returns the CPU time of all its processes; `output` is the folder of the cloud assembly. */
export async function runLanguage(program, which, { output, env = {} }) {
  const args = [...program[which], output, ...(which === 'byHand' ? [program.code] : [])];
  const { stdout } = await run(
    `The program in ${program.language}`,
    program.python,
    [PROCESS_TREE, ...program.command, ...args],
    {
      cwd: program.folder,
      env: { ...program.env, ...WITHOUT_VALIDATOR, ...env },
      log: join(LOGS, `bench-${program.language.toLowerCase()}.log`),
    },
  );
  return JSON.parse(stdout.split('\n').at(-1));
}

/** Runs a program, and returns how many messages it sends to the runtime of jsii. */
export function countMessages(program, which) {
  return inTemporaryFolder(async (folder) => {
    const messages = join(folder, 'messages.json');
    const env = { JSII_NODE: COUNTING_NODE, BENCH_MESSAGES: messages };
    await runLanguage(program, which, { output: join(folder, 'cdk.out'), env });
    const counts = Object.values(JSON.parse(readFileSync(messages, 'utf8')));
    return counts.reduce((sum, count) => sum + count, 0);
  });
}
