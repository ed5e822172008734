#!/usr/bin/env node

// `npm start`: deploys the example apps to a local emulator of AWS, runs the seven services, and prints the way of their orders.

import { DEFAULT_PORT, parsePort } from '../local/lib/cli/arguments.mjs';
import { duration, Progress } from '../local/lib/cli/progress.mjs';
import { section } from '../local/lib/cli/tables.mjs';
import { ENGINES, ENGINES_OPTION, parseEngines, usualEngines } from '../local/lib/emulator/engine-names.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { CATALOGUES, catalogueFor, ENVIRONMENTS, parseCatalogue, parseEnvironment } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import {
  deployExamples,
  deploymentSteps,
  describeDeployment,
  INSTALLATION_STEPS,
  installExamples,
} from './lib/example/deployment.mjs';
import { requireShortTemporaryFolder } from './lib/example/socket-path.mjs';
import { stay } from './lib/example/stay.mjs';
import { requireEveryValue } from './lib/inventory/inventory.mjs';

const HELP = `Deploys the example apps to a local emulator of AWS, runs the seven services of the shop on the deployed platform, and
prints the way of their orders through the stores.

Usage: npm start [-- options]

  --environment NAME  ${ENVIRONMENTS.join(', ')} (default: local)
  --catalogue NAME    ${CATALOGUES.join(', ')}: the stores of the services (default: phase-one; with the engine
                      ferretdb, phase-two, which has DocumentDB clusters)
  --service-stacks    give each service a stack; by default, all services are in the platform's stack
  --engines [NAMES]   run these engines behind the endpoints, and log in to each: names from
                      ${ENGINES.join(', ')}
                      with commas between them; all (--engines alone means all) or none
                      (default: postgres, valkey, and rabbitmq where the machine can have it)
  --port N            the emulator's port on 127.0.0.1 (default: ${DEFAULT_PORT})
  --keep              stay until Ctrl-C, and print the addresses of the page and of the services
  --help              print this help

It needs Node 20 and Python 3.11, but no AWS account and no Docker. It installs the other dependencies, builds the
library, starts the emulator with the engines, runs \`cdk bootstrap\`, runs \`cdk deploy\` for the app in
examples/typescript with the packed library (the platform and two workloads) and for the app in examples/typescript/users
(a third workload), reads the deployed resources from the AWS APIs, and logs in to the engines. Then it runs the programs in
examples/shop with the settings, secrets and permissions of their services, places orders, tries to use the stores of each
service with the logins of the others, prints tables of all that, and stops what it started.
Your own AWS profile and credentials are not used. Logs are in dist/logs.

Exit code: 0 when no value is missing and no store admits another service, 1 on a failure, 130 or 143 when interrupted.`;

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
  const engines = options.engines === undefined ? usualEngines() : parseEngines(options.engines);
  const catalogue = parseCatalogue(options.catalogue ?? catalogueFor(engines));
  const port = parsePort(options.port);
  requireShortTemporaryFolder();
  await requireFreePort(port);

  const progress = new Progress({ total: INSTALLATION_STEPS + deploymentSteps(engines) });
  const python = await installExamples(progress);
  const deployment = { environment, catalogue, serviceStacks: options['service-stacks'] ?? false };
  const deployed = await deployExamples(progress, python, { ...deployment, engines, port });
  show(deployed.sections);
  for (const note of deployed.notes) console.log(`${note}\n`);

  const took = duration((Date.now() - started) / 1000);
  if (options.keep) {
    await stay(deployed, `The platform (${describeDeployment(deployment)}) was deployed in ${took}.`);
  } else {
    await deployed.shop?.programs.stop();
    await deployed.emulator.stop();
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
