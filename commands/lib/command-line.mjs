// The command line: its first argument names the command.

import { Failure } from '../../local/lib/cli/failure.mjs';
import { runCommand } from '../../local/lib/cli/main.mjs';
import { cost } from './cost/cost.mjs';
import { preflight } from './preflight/preflight.mjs';
import { tunnel } from './tunnel/tunnel.mjs';

const COMMANDS = { cost, preflight, tunnel };

const HELP = `The command of @org/ecommerce-constructs. It runs the AWS CLI (\`aws\`) with your profile and region.

Usage: npx @org/ecommerce-constructs COMMAND

  cost       multiply the resources of a cloud assembly by a price list
  preflight  look in the account for problems before a deployment
  tunnel     forward a local port to a database, the broker, the cache or search

COMMAND --help describes a command.

Exit code: 0 on success, 1 on a failure or with findings, 128 + n after signal n.`;

export async function runCommandLine([name, ...args]) {
  if (Object.hasOwn(COMMANDS, name ?? '')) return COMMANDS[name](args);
  return runCommand({ args: name === '--help' || name === '-h' ? [name] : [], help: HELP }, () => {
    const problem = name === undefined ? 'A command is missing' : `Unknown command: ${name}`;
    throw new Failure(`${problem}. The commands are ${Object.keys(COMMANDS).join(', ')}; see --help.`);
  });
}
