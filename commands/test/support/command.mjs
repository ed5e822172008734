// Runs the command as a user does, with programs of the tests in place of the AWS CLI.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/ecommerce-constructs.mjs', import.meta.url));

/** Creates a folder that is deleted after the test. */
export function temporaryFolder(context) {
  const folder = mkdtempSync(join(tmpdir(), 'command-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a program, which runs a module in Node, to a folder of programs. */
export function writeProgram(folder, name, source) {
  mkdirSync(folder, { recursive: true });
  const module = join(folder, `${name}.mjs`);
  writeFileSync(module, source);
  writeFileSync(join(folder, name), `#!/bin/sh\nexec "${process.execPath}" "${module}" "$@"\n`, { mode: 0o755 });
}

/**
 * Writes an `aws` whose answers are those of `answer`, the source of a function of the service with the operation, the
 * arguments, and the earlier calls. It returns an object, or throws an error whose message the program prints.
 */
export function fakeAws(folder, answer) {
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  writeProgram(
    join(folder, 'bin'),
    'aws',
    `import { appendFileSync, readFileSync } from 'node:fs';
const [service, operation, ...args] = process.argv.slice(2);
const calls = readFileSync(${JSON.stringify(log)}, 'utf8').split('\\n').filter(Boolean);
appendFileSync(${JSON.stringify(log)}, process.argv.slice(2).join(' ') + '\\n');
const answer = ${answer};
try {
  const result = await answer(service + ' ' + operation, args, calls);
  if (typeof result === 'number') process.exit(result);
  console.log(JSON.stringify(result ?? {}));
} catch (error) {
  console.error(error.message);
  process.exit(254);
}
`,
  );
  return { bin: join(folder, 'bin'), calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean) };
}

/** The environment of the command: only the programs of the tests are on its path. */
export const environment = (bin, folder) => ({
  PATH: bin,
  HOME: folder,
  XDG_CACHE_HOME: join(folder, 'cache'),
  TMPDIR: folder,
});

/** Starts the command, and returns the process and a promise of its exit code and output. */
export function startCommand(args, { env, cwd }) {
  const child = spawn(process.execPath, [COMMAND, ...args], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  const ended = new Promise((resolve) => child.once('close', (code) => resolve({ code, ...output })));
  return { child, output, ended };
}

export const runCommandLine = (args, options) => startCommand(args, options).ended;

/** Writes a cloud assembly with one stack, and returns its folder. */
export function writeAssembly(
  folder,
  resources,
  { name = 'Shop', environment: stackEnvironment = 'aws://111111111111/eu-west-1', nested = {} } = {},
) {
  mkdirSync(folder, { recursive: true });
  const write = (file, content) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(content));
  };
  write('manifest.json', {
    artifacts: {
      [name]: {
        type: 'aws:cloudformation:stack',
        environment: stackEnvironment,
        properties: {
          templateFile: `${name}.template.json`,
          bootstrapStackVersionSsmParameter: '/cdk-bootstrap/hnb659fds/version',
          requiresBootstrapStackVersion: 8,
        },
      },
    },
  });
  write(`${name}.template.json`, { Resources: resources });
  for (const [file, nestedResources] of Object.entries(nested)) write(file, { Resources: nestedResources });
  return folder;
}

/** Returns a resource of a template. */
export const resource = (type, properties = {}, path = undefined) => ({
  Type: type,
  Properties: properties,
  Metadata: path === undefined ? {} : { 'aws:cdk:path': path },
});
