// `up`: deploys the app in this folder to an emulator, which runs on.

import { existsSync } from 'node:fs';
import { connectTo } from '../aws/connection.mjs';
import { parsePort } from '../cli/arguments.mjs';
import { Failure } from '../cli/failure.mjs';
import { main } from '../cli/main.mjs';
import { duration, Progress } from '../cli/progress.mjs';
import { takeLock } from '../cli/run-lock.mjs';
import { appCommand } from '../deployment/app.mjs';
import { CdkCli } from '../deployment/cdk-cli.mjs';
import { deploy } from '../deployment/deployment.mjs';
import { ENGINES, ENGINES_OPTION, parseEngines, usualEngines } from '../emulator/engine-names.mjs';
import { runningServers, startServers } from '../emulator/engines.mjs';
import { requireFreePort } from '../emulator/port.mjs';
import { installEmulator } from '../install/emulator.mjs';
import { handlerModules } from '../paths.mjs';
import { allServiceRecords } from '../platform/service-records.mjs';
import { endSentence } from '../session/end.mjs';
import { currentFolder, sessionOnPort } from '../session/find.mjs';
import { cacheFolder, lockFile, makePrivateFolder, sessionFolder, sessionsFolder } from '../session/folders.mjs';
import { Session, startSession } from '../session/session.mjs';
import { stateOf } from '../session/state.mjs';
import { showSummary } from './up-summary.mjs';

const HELP = `Deploys the CDK app in this folder to an emulator of AWS on this machine, with real engines behind the endpoints.

Usage: npx @org/ecommerce-local up [options] [STACK...]

  STACK...           deploy these stacks and those that they need (default: all)
  --engines [NAMES]  names from ${ENGINES.join(', ')}
                     with commas between them, all (--engines alone means all) or none
                     (default: postgres, valkey, and rabbitmq where it can be had)
  --port N           the emulator's port on 127.0.0.1 (default: 4566)
  --page-port N      the page's port on 127.0.0.1 (default: any free one)
  --app COMMAND      the command of the app (default: that of cdk.json)
  -c, --context K=V  a context value of the app; may be repeated
  --help             print this help

Run it again after a change: it deploys what changed. It needs Node 20.16 and Python 3.11, but no AWS account and no Docker.
Your own AWS profile and credentials are not used. \`down\` ends what \`up\` started.

Exit code: 0 when the app is deployed, 1 on a failure, 130 or 143 when interrupted.`;

const OPTIONS = {
  engines: ENGINES_OPTION,
  port: { type: 'string' },
  'page-port': { type: 'string' },
  app: { type: 'string' },
  context: { type: 'string', short: 'c', multiple: true },
};

export function up(args) {
  const run = new Up();
  return main({ args, help: HELP, options: OPTIONS, positionals: true, cleanUp: () => run.undo() }, (options) =>
    run.run(options),
  );
}

class Up {
  #begun = Date.now();
  #app;
  #folder;
  /** The session, if this command starts it. */
  #started;

  async run(options) {
    const wanted = settingsOf(options);
    const folder = currentFolder();
    this.#app = { folder, command: appCommand(folder, options.app) };
    makePrivateFolder(sessionsFolder());
    this.#folder = makePrivateFolder(sessionFolder(folder));
    takeLock(lockFile(this.#folder), 'this app');

    const earlier = stateOf(folder);
    const selection = { stacks: options.positionals, context: options.context ?? [] };
    if (earlier?.running) await this.#again(earlier, wanted, selection);
    else await this.#first(earlier, wanted, selection);
    await showSummary(this.#session.state, duration((Date.now() - this.#begun) / 1000));
  }

  /** Ends the session, if this command started it. */
  async undo() {
    await this.#started?.stop();
  }

  get #session() {
    return this.#started ?? new Session(this.#folder);
  }

  async #first(earlier, wanted, selection) {
    if (earlier) console.log(`${endSentence(earlier)} Its data are lost.`);
    await requireUsablePorts(wanted, this.#app.folder);
    const progress = new Progress({ total: 4 });
    const { python } = await progress.step('Install the emulator', (report) =>
      installEmulator({ cache: makePrivateFolder(cacheFolder()), logs: this.#folder }, report),
    );
    const { engines, port, pagePort } = wanted;
    const settings = { app: this.#app.folder, engines, port, pagePort, python, nodePath: handlerModules() };
    this.#started = startSession(this.#folder, settings);
    try {
      await progress.step('Start the emulator', async (report) => {
        await this.#started.untilReady(report);
        return { note: `port ${port}` };
      });
      await this.#deploy(progress, selection, { bootstraps: true });
      await this.#started.keep();
    } catch (error) {
      await this.undo();
      throw error;
    }
  }

  async #again(state, wanted, selection) {
    requireSameSettings(state, wanted);
    const ended = (await runningServers(state.port)).filter(({ running }) => !running);
    const progress = new Progress({ total: ended.length > 0 ? 2 : 1 });
    if (ended.length > 0) {
      await progress.step('Start the engines that ended', async () => {
        const { started, problems } = await startServers(state.port);
        return { note: [`${started.length} started`, ...problems].join('; ') };
      });
    }
    await this.#deploy(progress, selection, { bootstraps: false });
  }

  async #deploy(progress, selection, { bootstraps }) {
    const session = this.#session;
    const { port } = session.state;
    const { aws, env } = await connectTo(port);
    const cli = new CdkCli({ app: this.#app, port, folder: this.#folder, env });
    if (bootstraps) {
      await progress.step('cdk bootstrap', async () => {
        await session.whileRunning(cli.bootstrap(selection));
      });
    }
    await progress.step('cdk deploy', (report) =>
      session.whileRunning(deploy(cli, aws.cloudformation, selection, report)),
    );
    if ((await allServiceRecords(aws.ssm)).length > 0) return;
    throw new Failure(
      `The app in ${this.#app.folder} has no platform: add an EcommercePlatform to it, and run \`up\` again.`,
    );
  }
}

function settingsOf(options) {
  return {
    engines: options.engines === undefined ? usualEngines() : parseEngines(options.engines),
    port: parsePort(options.port),
    pagePort: options['page-port'] === undefined ? undefined : parsePort(options['page-port'], 'page-port'),
    isChosen: (name) => options[name] !== undefined,
  };
}

/** A running emulator cannot change its port and engines. */
function requireSameSettings(state, { engines, port, pagePort, isChosen }) {
  const differs =
    (isChosen('engines') && engines.toSorted().join() !== state.engines.toSorted().join()) ||
    (isChosen('port') && port !== state.port) ||
    (isChosen('page-port') && pagePort !== state.pagePort);
  if (!differs) return;
  const running = `port ${state.port} and the engines ${state.engines.join(', ') || 'none'}`;
  throw new Failure(`The emulator of this app runs with ${running}: run \`down\` first to change its options.`);
}

async function requireUsablePorts({ port, pagePort }, app) {
  const other = sessionOnPort(port, app);
  if (other) {
    const where = existsSync(other.app) ? 'there' : 'here, because that folder was deleted or moved';
    throw new Failure(
      `Port ${port} is used by the app in ${other.app}: choose another port with --port, or run \`down\` ${where}.`,
    );
  }
  if (pagePort === port) throw new Failure(`Port ${port} is the emulator's: choose another port with --page-port.`);
  await requireFreePort(port);
  if (pagePort) await requireFreePort(pagePort, '--page-port');
}
