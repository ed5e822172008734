// The command line: its first argument names the command.

import { Failure } from '../cli/failure.mjs';
import { runCommand } from '../cli/main.mjs';

const HELP = `Runs the platform of a CDK app with @org/ecommerce-constructs on this machine: the stacks in an emulator of AWS, real engines
behind its endpoints, and a page to look at it.

Usage: npx @org/ecommerce-local COMMAND

  up                        deploy the app in this folder; again after a change
  run SERVICE -- COMMAND    run a program with the settings and secrets of a service
  open                      open the page in the browser
  status                    print what runs
  logs NAME                 print a log
  psql SERVICE              open the database of a service
  down                      end all of this

COMMAND --help describes a command.`;

/** Imported when it is called: each command starts fast. */
const COMMANDS = {
  up: async () => (await import('./up.mjs')).up,
  run: async () => (await import('./run.mjs')).run,
  open: async () => (await import('./open.mjs')).open,
  status: async () => (await import('./status.mjs')).status,
  logs: async () => (await import('./logs.mjs')).logs,
  psql: async () => (await import('./psql.mjs')).psql,
  down: async () => (await import('./down.mjs')).down,
};

export async function runCommandLine([name, ...args]) {
  if (Object.hasOwn(COMMANDS, name ?? '')) return (await COMMANDS[name]())(args);
  return runCommand({ args: name === '--help' || name === '-h' ? [name] : [], help: HELP }, async () => {
    const problem = name === undefined ? 'A command is missing' : `Unknown command: ${name}`;
    throw new Failure(`${problem}. The commands are ${Object.keys(COMMANDS).join(', ')}; see --help.`);
  });
}
