#!/usr/bin/env node

// `npm start`: deploys the example apps to a local emulator of AWS and prints the deployed resources.

import { emulatorSettings } from '../local/lib/aws/environment.mjs';
import { DEFAULT_PORT, parsePort } from '../local/lib/cli/arguments.mjs';
import { duration, Progress } from '../local/lib/cli/progress.mjs';
import { section } from '../local/lib/cli/tables.mjs';
import { DEFAULT_ENGINES, ENGINES, ENGINES_OPTION, parseEngines } from '../local/lib/emulator/engine-names.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { CATALOGUES, catalogueFor, ENVIRONMENTS, parseCatalogue, parseEnvironment } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { deployExamples, describeDeployment, installExamples } from './lib/example/deployment.mjs';
import { requireShortTemporaryFolder } from './lib/example/socket-path.mjs';
import { requireEveryValue } from './lib/inventory/inventory.mjs';
import { emulatorLog } from './lib/servers/emulator.mjs';

const HELP = `Deploys the example apps to a local emulator of AWS and prints the deployed resources.

Usage: npm start [-- options]

  --environment NAME  ${ENVIRONMENTS.join(', ')} (default: local)
  --catalogue NAME    ${CATALOGUES.join(', ')}: the stores of the services (default: phase-one; with the engine
                      ferretdb, mixed, which has a DocumentDB cluster)
  --service-stacks    give each service a stack; by default, all services are in the platform's stack
  --engines [NAMES]   run these engines behind the endpoints, and log in to each: names from
                      ${ENGINES.join(', ')}
                      with commas between them; all (--engines alone means all) or none (default: ${DEFAULT_ENGINES})
  --port N            the emulator's port on 127.0.0.1 (default: ${DEFAULT_PORT})
  --keep              leave the emulator running, and print how to connect to it and stop it
  --help              print this help

It needs Node 20 and Python 3.11, but no AWS account and no Docker. It installs the other dependencies, builds the
library, starts the emulator with the engines, runs \`cdk bootstrap\`, runs \`cdk deploy\` for the app in
examples/typescript with the packed library (the platform and two workloads) and for the app in examples/typescript/users
(a third workload), reads the deployed resources from the AWS APIs, logs in to the engines, prints tables of the resources,
the engines and what each service reaches, and stops the emulator.
Your own AWS profile and credentials are not used. Logs are in dist/logs.

Exit code: 0 when no value is missing, 1 on a failure, 130 or 143 when interrupted.`;

const OPTIONS = {
  environment: { type: 'string' },
  catalogue: { type: 'string' },
  'service-stacks': { type: 'boolean' },
  engines: ENGINES_OPTION,
  port: { type: 'string' },
  keep: { type: 'boolean' },
};

main({ help: HELP, options: OPTIONS }, async (options) => {
  const started = Date.now();
  const environment = parseEnvironment(options.environment);
  const engines = parseEngines(options.engines ?? DEFAULT_ENGINES);
  const catalogue = parseCatalogue(options.catalogue ?? catalogueFor(engines));
  const port = parsePort(options.port);
  requireShortTemporaryFolder();
  await requireFreePort(port);

  const progress = new Progress({ total: engines.length > 0 ? 11 : 10 });
  const python = await installExamples(progress);
  const deployment = { environment, catalogue, serviceStacks: options['service-stacks'] ?? false };
  const { emulator, sections, notes } = await deployExamples(progress, python, {
    ...deployment,
    engines,
    port,
    kept: options.keep,
  });
  show(sections);
  for (const note of notes) console.log(`${note}\n`);

  if (options.keep) {
    await emulator.keep();
    console.log(keptText(emulator.pid, port));
  } else {
    await emulator.stop();
    const took = duration((Date.now() - started) / 1000);
    console.log(
      `Done in ${took}: the platform (${describeDeployment(deployment)}) was deployed, and the emulator is stopped.`,
    );
  }
});

/** Prints the inventory, and fails when a value is missing in it. */
function show(sections) {
  const width = process.stdout.isTTY ? process.stdout.columns : undefined;
  for (const it of sections) console.log(`\n${section(it, width)}`);
  console.log();
  requireEveryValue(sections);
}

function keptText(pid, port) {
  const settings = Object.entries(emulatorSettings(port)).map(([name, value]) => `  export ${name}=${value}`);
  return [
    'The emulator is still running. To connect to it:',
    ...settings,
    'To stop it:',
    `  kill ${pid}`,
    `Its log is in ${emulatorLog(port)}`,
  ].join('\n');
}
