#!/usr/bin/env node
// `npm start`: deploys the example apps onto a local emulator of AWS and shows what it made.

import {
  CATALOGUES,
  DEFAULT_PORT,
  ENVIRONMENTS,
  parseCatalogue,
  parseCommandLine,
  parseEnvironment,
  parsePort,
} from './lib/arguments.mjs';
import { awsClients } from './lib/aws.mjs';
import { adopt, emulatorEnvironment, emulatorSettings } from './lib/aws-environment.mjs';
import { buildTarball } from './lib/build.mjs';
import { EMULATOR_LOG, requireFreePort, startEmulator } from './lib/emulator.mjs';
import { bootstrap, deploy, deployUsers, PLATFORM_STACK, prepareExample, WORKLOAD_STACKS } from './lib/example.mjs';
import { Failure } from './lib/failure.mjs';
import { installNodeModules, installVenv } from './lib/install.mjs';
import { missingValues, takeInventory } from './lib/inventory.mjs';
import { shortened } from './lib/lists.mjs';
import { main } from './lib/main.mjs';
import { EMULATOR_REQUIREMENTS, EMULATOR_VENV } from './lib/paths.mjs';
import { release, stop } from './lib/processes.mjs';
import { Progress } from './lib/progress.mjs';
import { section } from './lib/tables.mjs';

const HELP = `Deploys the example apps onto a local emulator of AWS and shows what it made.

Usage: npm start [-- options]

  --environment NAME  ${ENVIRONMENTS.join(', ')} (default: local)
  --catalogue NAME    ${CATALOGUES.join(', ')} (default: phase-one): which store each service has
  --port N            where the emulator listens on 127.0.0.1 (default: ${DEFAULT_PORT})
  --keep              leave the emulator running, and say how to reach and stop it
  --help              this text

It needs Node 20 and Python 3.11, no AWS account and no Docker. It installs what else it needs, builds the library,
starts the emulator, runs \`cdk bootstrap\`, runs \`cdk deploy\` for the app in examples/typescript with the packed
library (the platform, and two workloads) and for the one in examples/typescript/users (a third), asks the AWS APIs what
exists now, prints that as tables, and stops the emulator.
Your own AWS profile and credentials are not used. Logs are in dist/logs.

Exit code: 0 when everything is there, 1 on a failure, 130 or 143 when interrupted.`;

const OPTIONS = {
  environment: { type: 'string' },
  catalogue: { type: 'string' },
  port: { type: 'string' },
  keep: { type: 'boolean' },
};

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), OPTIONS);
  if (options.help) return console.log(HELP);
  const environment = parseEnvironment(options.environment);
  const catalogue = parseCatalogue(options.catalogue);
  const port = parsePort(options.port);
  await requireFreePort(port);
  adopt(emulatorEnvironment(process.env, port));

  const progress = new Progress({ total: 9 });
  const emulator = await deployExamples(progress, { environment, catalogue, port });
  const sections = await progress.step('Ask AWS what exists', async () =>
    takeInventory(await awsClients(), PLATFORM_STACK, WORKLOAD_STACKS),
  );
  show(sections);

  if (options.keep) {
    release(emulator);
    console.log(keptText(emulator.pid, port));
  } else {
    await stop(emulator);
    console.log(`Done: the ${environment} platform (${catalogue}) was deployed, and the emulator is stopped.`);
  }
});

/** Everything up to the deployed stacks; answers the running emulator. */
async function deployExamples(progress, { environment, catalogue, port }) {
  const { python } = await progress.step('Install the emulator', (report) =>
    installVenv(EMULATOR_VENV, EMULATOR_REQUIREMENTS, report),
  );
  await progress.step('Install npm packages', installNodeModules);
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Install the example apps', (report) => prepareExample(tarball, report));
  const { emulator } = await progress.step('Start the emulator', async () => ({
    emulator: await startEmulator(python, port),
    note: `port ${port}`,
  }));
  await progress.step('cdk bootstrap', async () => {
    await bootstrap(port);
  });
  await progress.step(`cdk deploy (${environment}, ${catalogue})`, (report) =>
    deploy(port, environment, catalogue, report),
  );
  await progress.step('cdk deploy of the second app', (report) => deployUsers(port, environment, catalogue, report));
  return emulator;
}

/** Prints the inventory; a value that is missing in it is a failure. */
function show(sections) {
  const width = process.stdout.isTTY ? process.stdout.columns : undefined;
  for (const it of sections) console.log(`\n${section(it, width)}`);
  console.log();
  const missing = missingValues(sections);
  if (missing.length > 0) throw new Failure(`The deployed platform lacks ${shortened(missing).join(', ')}.`);
}

function keptText(pid, port) {
  const settings = Object.entries(emulatorSettings(port)).map(([name, value]) => `  export ${name}=${value}`);
  return [
    'The emulator goes on running. To reach it:',
    ...settings,
    'To stop it:',
    `  kill ${pid}`,
    `Its log is ${EMULATOR_LOG}`,
  ].join('\n');
}
