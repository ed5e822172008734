// `tunnel`: forwards a local port to a store or a shared part, through a task that ends with the tunnel.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { parsePort } from '../../../local/lib/cli/arguments.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { main } from '../../../local/lib/cli/main.mjs';
import { Progress } from '../../../local/lib/cli/progress.mjs';
import { AWS_OPTIONS, AwsCli } from '../aws/aws-cli.mjs';
import { connectionLines } from './connections.mjs';
import { readTarget } from './target.mjs';
import { Task } from './task.mjs';

const HELP = `Forwards a local port to the store of a service, the broker, the cache or search, through Session Manager.

Usage: npx @org/ecommerce-constructs tunnel TARGET --environment NAME [options]

  TARGET            a service, or a shared part; an unknown one prints the targets
  --environment E   the environment of the platform
  --local-port N    the local port (default: a free one)
  --profile NAME    the profile of the AWS CLI
  --region REGION   the region of the platform (default: that of the profile)
  --help            print this help

It needs the plugin of the AWS CLI for Session Manager. It starts the task of the access, unless one runs, and ends the task
that it started when the session ends, on Ctrl-C and on a failure.

Exit code: that of the session, 1 on a failure, 128 + n after signal n.`;

const OPTIONS = { ...AWS_OPTIONS, environment: { type: 'string' }, 'local-port': { type: 'string' } };
const PLUGIN = 'session-manager-plugin';

export function tunnel(args) {
  let task;
  const cleanUp = async () => task?.end();
  return main({ args, help: HELP, options: OPTIONS, positionals: true, cleanUp }, async (options) => {
    const [target, ...others] = options.positionals;
    if (target === undefined || others.length > 0) throw new Failure('Name one target, as in `tunnel orderservice`.');
    if (!options.environment) throw new Failure('Name the environment of the platform with --environment.');
    const port = await freePort(options['local-port']);
    requirePlugin();
    const aws = new AwsCli(options);
    const settings = await readTarget(aws, options.environment, target);
    task = new Task(aws, settings);
    try {
      const { target: id, started } = await new Progress().step('Start the task', async (report) => {
        const found = await task.start(report);
        return {
          ...found,
          note: found.started ? '' : 'it runs already: the session of the person who started it may end it',
        };
      });
      console.log(`\n${connectionLines(settings, port).join('\n')}\n`);
      process.exitCode = await aws.runInForeground(session(id, settings, port));
      console.log(`\nThe session has ended. ${started ? 'The task ends too.' : leftRunning(settings)}`);
    } finally {
      await task.end();
    }
  });
}

const leftRunning = ({ cluster, service }) =>
  'The task is left running. If nobody else uses it, run: aws ecs update-service ' +
  `--cluster ${cluster} --service ${service} --desired-count 0`;

const session = (id, { document }, port) => [
  ...['ssm', 'start-session', '--target', id, '--document-name', document],
  ...['--parameters', `localPortNumber=${port}`],
];

/** Returns the wanted port, or a free one. The plugin would fail after minutes if another program had it. */
async function freePort(wanted) {
  const port = wanted === undefined ? 0 : parsePort(wanted, 'local-port');
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
  } catch (error) {
    if (error.code === 'EACCES')
      throw new Failure(`You may not listen on port ${port}: choose one from 1024 with --local-port.`);
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Failure(`Port ${port} is in use: choose another one with --local-port.`);
  } finally {
    server.close();
  }
}

function requirePlugin() {
  const { error } = spawnSync(PLUGIN, ['--version'], { stdio: 'ignore' });
  if (error?.code !== 'ENOENT') return;
  throw new Failure(`${PLUGIN} was not found: install the plugin of the AWS CLI for Session Manager.`);
}
