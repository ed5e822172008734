// The shop of examples/ in each language, as a team would have it: in a folder of its own outside the repository, with the
// built package in place of the published one.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ACCOUNT, REGION } from '../../../local/lib/aws/environment.mjs';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { lookupContext } from '../example/lookup-context.mjs';
import { WITHOUT_VALIDATOR } from '../example/validator.mjs';
import { EXAMPLE_SOURCE, EXAMPLES, LOGS, MAVEN, WHEELS } from '../paths.mjs';
import { dependencyVersion, withDependencyVersion } from './pom.mjs';

const LEFT_OUT = ['node_modules', 'package-lock.json', 'cdk.out', 'cdk.context.json', '.venv', 'target'];
const CDK_LIB = 'aws-cdk-lib';

/** A folder for apps, which goes when the process does. */
export function appsFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'ecommerce-packages-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment variables of an app: `own` ones, and those that keep the CDK from the network. */
export function exampleEnvironment(apps, own = {}) {
  return {
    ...childEnvironment(process.env),
    CI: '1',
    CDK_HOME: join(apps, 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_NOTICES: 'false',
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    ...own,
  };
}

/**
 * The environment variables of an app in Java: Maven finds the built jar, and Java, which ignores TMPDIR, the folder for
 * temporary files. MAVEN_OPTS could not contain a path with a space.
 */
export function mavenEnvironment(apps) {
  const options = [`"-Dmaven.repo.local=${MAVEN}"`, `"-Djava.io.tmpdir=${tmpdir()}"`];
  return exampleEnvironment(apps, {
    JAVA_TOOL_OPTIONS: [process.env.JAVA_TOOL_OPTIONS, ...options].filter(Boolean).join(' '),
  });
}

function copyExample(source, folder) {
  cpSync(source, folder, { recursive: true, filter: (path) => !LEFT_OUT.some((name) => path.endsWith(`/${name}`)) });
}

/** The one in TypeScript, on any version of the CDK: what the others are compared with. */
export async function installTypescriptExample(apps, tarball, cdkVersion, report) {
  const folder = join(apps, `typescript-${cdkVersion}`);
  copyExample(EXAMPLE_SOURCE, folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.dependencies[CDK_LIB] = cdkVersion;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const env = exampleEnvironment(apps);
  report('npm install');
  await run('npm install of the example', 'npm', ['install', '--no-audit', '--no-fund', tarball], {
    cwd: folder,
    env,
    log: join(LOGS, `example-typescript-${cdkVersion}-install.log`),
  });
  return {
    language: 'TypeScript',
    folder: join(folder, 'shop'),
    env,
    quickStartApp: 'npx tsx ../quick-start.ts',
    platformApp: 'npx tsx app.ts',
    reportApp: 'npx tsx order-report.ts',
    cdk: join(folder, 'node_modules', 'aws-cdk', 'bin', 'cdk'),
  };
}

/** The one in Python, installed, checked and synthesized as its README says. */
export async function installPythonExample(apps, report) {
  const folder = join(apps, 'python');
  copyExample(join(EXAMPLES, 'python'), folder);
  const links = [process.env.PIP_FIND_LINKS, pathToFileURL(WHEELS).href].filter(Boolean).join(' ');
  const env = exampleEnvironment(apps, { PIP_FIND_LINKS: links });
  await followReadme('python', folder, env, report);
  return {
    language: 'Python',
    folder,
    env: { ...env, PATH: [join(folder, '.venv', 'bin'), process.env.PATH].join(delimiter) },
    quickStartApp: 'python quick_start.py',
    platformApp: 'python app.py',
    reportApp: 'python order_report_app.py',
  };
}

/** Installs other versions of the CDK's packages in the example. */
export async function installPythonCdk(example, versions) {
  const requirements = Object.entries(versions).map(([name, version]) => `${name}==${version}`);
  await runInExample(example, `pip install of ${CDK_LIB} ${versions[CDK_LIB]}`, 'python', [
    ...['-m', 'pip', 'install', '--disable-pip-version-check', ...requirements],
  ]);
}

/** The versions of the library and of the CDK that a Python app has. */
export async function pythonVersions(example) {
  const script = `import importlib.metadata as m; print(m.version("org-ecommerce-constructs")); print(m.version("${CDK_LIB}"))`;
  const { stdout } = await runInExample(example, 'python versions', 'python', ['-c', script]);
  const [library, cdkVersion] = stdout.split('\n');
  return { library, cdkVersion };
}

/** The one in Java, checked and synthesized as its README says. */
export async function installJavaExample(apps, report) {
  const folder = join(apps, 'java');
  copyExample(join(EXAMPLES, 'java'), folder);
  const env = mavenEnvironment(apps);
  await followReadme('java', folder, env, report);
  return {
    language: 'Java',
    folder,
    env,
    quickStartApp: 'mvn --quiet compile exec:java -Dexec.mainClass=org.example.shop.QuickStart',
    platformApp: 'mvn --quiet compile exec:java',
    reportApp: 'mvn --quiet compile exec:java -Dexec.mainClass=org.example.shop.OrderReportApp',
  };
}

/** The versions of the library and of the CDK that a Java app has: Maven takes those that its POM names. */
export function javaVersions({ folder }) {
  const pom = readFileSync(join(folder, 'pom.xml'), 'utf8');
  return { library: dependencyVersion(pom, 'ecommerce-constructs'), cdkVersion: dependencyVersion(pom, CDK_LIB) };
}

/** Writes other versions of the CDK's packages into the example's POM, which Maven then builds it on. */
export function replaceJavaCdk({ folder }, versions) {
  const file = join(folder, 'pom.xml');
  const pom = Object.entries(versions).reduce(
    (text, [artifact, version]) => withDependencyVersion(text, artifact, version),
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, pom);
}

/** Runs the first block of shell commands in an example's README. */
async function followReadme(language, folder, env, report) {
  const block = /^```sh\n(.*?)^```$/ms.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1];
  if (!block) throw new Failure(`The README of examples/${language} has no block of commands.`);
  await run(`README of examples/${language}`, 'bash', ['-exc', block], {
    cwd: folder,
    env,
    log: join(LOGS, `example-${language}-readme.log`),
    onLine: (line) => line.startsWith('+ ') && report(line.slice(2)),
  });
}

/**
 * The templates of an example's quick start in production, of its platform in each of `environments`, and of the other
 * team's app in the first of them, by their names; and the seconds that the first platform took. `cdk` is the CDK's command
 * line.
 */
export async function synthesizeExample(example, cdk, environments) {
  const templates = await synthesize(example, cdk, example.quickStartApp, 'production');
  let seconds;
  for (const environment of environments) {
    const started = Date.now();
    Object.assign(templates, await synthesize(example, cdk, example.platformApp, environment));
    seconds ??= (Date.now() - started) / 1000;
  }
  const [environment] = environments;
  const platform = templates[`${environment}/Shop.template.json`];
  const context = JSON.stringify(lookupContext(platform, environment, 'orderservice'));
  writeFileSync(join(example.folder, 'cdk.context.json'), context);
  Object.assign(templates, await synthesize(example, cdk, example.reportApp, environment));
  return { seconds, templates };
}

async function synthesize(example, cdk, app, environment) {
  const output = join(example.folder, 'cdk.out');
  rmSync(output, { recursive: true, force: true });
  mkdirSync(example.env.CDK_HOME, { recursive: true });
  const args = ['synth', '--quiet', '--no-lookups', '--app', app, '-c', `environment=${environment}`];
  const what = `cdk synth of ${environment} by ${app.split(' ').at(-1)}`;
  await runInExample(withoutValidator(example), what, process.execPath, [cdk, ...args, '--output', output]);
  const names = readdirSync(output).filter((name) => name.endsWith('.template.json'));
  if (names.length === 0) throw new Failure(`The example in ${example.language} wrote no template.`);
  return Object.fromEntries(
    names.map((name) => [`${environment}/${name}`, JSON.parse(readFileSync(join(output, name), 'utf8'))]),
  );
}

const withoutValidator = (example) => ({ ...example, env: { ...example.env, ...WITHOUT_VALIDATOR } });

function runInExample({ language, folder, env }, what, command, args) {
  return run(`${what} in ${language}`, command, args, {
    cwd: folder,
    env,
    log: join(LOGS, `example-${`${language} ${what}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.log`),
  });
}
