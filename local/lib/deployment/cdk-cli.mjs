// Runs the CDK CLI against the emulator: that of the app, or else the one on which this package depends.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCOUNT, cdkEnvironment, emulatorEnvironment, REGION } from '../aws/environment.mjs';
import { downloadEnvironment, programEnvironment } from '../cli/environment.mjs';
import { run } from '../cli/processes.mjs';
import { nodeModulesWith, PACKAGE } from '../paths.mjs';
import { bootstrapQualifier, isAssembly } from './app.mjs';
import { APP_VARIABLE } from './app-variable.mjs';

const CLI = 'aws-cdk';
const PROGRAM = fileURLToPath(new URL('app-program.mjs', import.meta.url));

/** Those in stages, too; --all does not select them. */
const EVERY_STACK = '**';
const DEPLOYMENT = [
  '--require-approval',
  'never',
  '--progress',
  'events',
  '--concurrency',
  '3',
  '--method',
  'change-set',
];
/** Settings that a cdk.json can have for an account of AWS, and that the emulator does not know. */
const FOR_ACCOUNT = ['--profile=', '--role-arn=', '--proxy=', '--ca-bundle-path=', '--toolkit-stack-name=CDKToolkit'];

/** Returns the path of the CDK CLI for the app in `folder`. */
export function cdkCli(folder) {
  const home = join(nodeModulesWith(CLI, folder) ?? nodeModulesWith(CLI, PACKAGE), CLI);
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  return join(home, bin.cdk);
}

/**
 * The CLI for one app and one emulator.
 * @param app { folder, command }
 * @param folder that of the session, for the CLI's home directory, its output and its logs
 * @param env the environment of the user
 */
export class CdkCli {
  constructor({ app, port, folder, env }) {
    Object.assign(this, { app, port, folder, env });
    this.home = join(folder, 'cdk-home');
    this.output = join(folder, 'cdk.out');
    this.log = join(folder, 'cdk.log');
  }

  /** Prepares the emulator for deployments of the app. */
  bootstrap({ context }) {
    mkdirSync(this.home, { recursive: true });
    const qualifier = bootstrapQualifier(this.app.folder, context);
    const options = qualifier === undefined ? [] : ['--qualifier', qualifier];
    return this.#run('cdk bootstrap', ['bootstrap', `aws://${ACCOUNT}/${REGION}`, ...options], {
      cwd: this.home, // in a folder with a cdk.json, the CLI would synthesize the app first
      log: join(this.folder, 'cdk-bootstrap.log'),
    });
  }

  /** Synthesizes the app, and deploys `stacks`, or all. */
  deploy({ stacks, context }, onLine) {
    const selection = stacks.length > 0 ? stacks : [EVERY_STACK];
    const values = context.flatMap((it) => ['-c', it]);
    const args = [
      'deploy',
      ...selection,
      ...DEPLOYMENT,
      ...FOR_ACCOUNT,
      '--app',
      this.#appArgument(),
      '--output',
      this.output,
      ...values,
    ];
    return this.#run('cdk deploy', args, { cwd: this.app.folder, log: this.log, onLine });
  }

  /** The CLI strips quotes around a whole option, so the command begins with another word. */
  #appArgument() {
    const { folder, command } = this.app;
    return isAssembly(folder, command) ? command : `exec "${process.execPath}" "${PROGRAM}"`;
  }

  #run(what, args, options) {
    const program = { command: this.app.command, environment: downloadEnvironment(this.env) };
    const env = {
      ...programEnvironment(this.env),
      ...emulatorEnvironment(this.env, this.port),
      ...cdkEnvironment({}, this.home),
      PATH: this.env.PATH, // another program in the folder of this Node must not replace that of a virtual environment
      CDK_DEFAULT_ACCOUNT: ACCOUNT,
      CDK_DEFAULT_REGION: REGION,
      CI: '1', // print progress on stdout, and ask no questions
      FORCE_COLOR: '0',
      [APP_VARIABLE]: JSON.stringify(program),
    };
    return run(what, process.execPath, [cdkCli(this.app.folder), ...args, '--no-notices'], { ...options, env });
  }
}
