// Deploys the example apps to the local emulator, and reads the deployed resources from the AWS APIs.

import { connectTo } from '../../../local/lib/aws/connection.mjs';
import { installVenv } from '../../../local/lib/install/virtual-environment.mjs';
import { buildTarball } from '../build/library.mjs';
import { inLanes } from '../cli/lanes.mjs';
import { engineSections, proveStacks, requireProof } from '../engines/proof.mjs';
import { installNodeModules } from '../install/node-modules.mjs';
import { takeInventory } from '../inventory/inventory.mjs';
import { EMULATOR_REQUIREMENTS, EMULATOR_VENV, LOGS } from '../paths.mjs';
import { startEmulator } from '../servers/emulator.mjs';
import { installShop, neededEngines, openShop } from '../shop/shop.mjs';
import { bootstrap, deploy, deployUsers, platformStacks, prepareExample, WORKLOAD_STACKS } from './example-app.mjs';
import { isolationSection, readIsolation } from './isolation.mjs';

/** Installs the emulator, and the example apps with the packed library. Returns the path of the emulator's Python. */
export async function installExamples(progress) {
  const { python } = await progress.step('Install the emulator', (report) =>
    installVenv({ folder: EMULATOR_VENV, requirements: EMULATOR_REQUIREMENTS, logs: LOGS }, report),
  );
  await progress.step('Install npm packages', installNodeModules);
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Install the example apps', (report) => prepareExample(tarball, report));
  await progress.step('Install the shop', installShop);
  return python;
}

/** The number of steps of `installExamples`, and of `deployExamples` with engines and without. */
export const INSTALLATION_STEPS = 5;
export const deploymentSteps = (engines) => (engines.length > 0 ? 10 : 6);

/**
 * Deploys the apps to a new emulator with `engines`, and opens the shop on them. Returns the emulator and the programs of the
 * shop, which continue to run, sections to print, and a note on each engine that has no server.
 */
export async function deployExamples(progress, python, { port, engines = [], ...deployment }) {
  const { environment, catalogue } = deployment;
  const { emulator } = await progress.step('Start the emulator', async (report) => ({
    emulator: await startEmulator(python, port, { engines, report }),
    note: `port ${port}`,
  }));
  const { aws, env } = await connectTo(port);
  const step = (name, work) =>
    progress.step(name, (report) => emulator.whileRunning(emulator.reportingEngines(report, work(report))));
  const sections = [];
  const notes = [];
  const deployAndRead = async () => {
    await step('cdk bootstrap', async () => {
      await bootstrap(port);
    });
    await step(`cdk deploy (${describeDeployment(deployment)})`, (report) => deploy(port, deployment, report));
    await step('cdk deploy of the second app', (report) => deployUsers(port, environment, catalogue, report));
    sections.push(
      ...(await step('Read the deployed resources', async () =>
        takeInventory(aws, platformStacks(deployment), WORKLOAD_STACKS),
      )),
    );
    notes.push(...emulator.missingEngines().map((sentence) => `${sentence} The emulator ran without it.`));
    if (engines.length === 0) return;
    const proof = await step('Log in to the engines', () => proveEngines(aws, python, emulator, deployment));
    sections.push(...proof.sections);
    notes.push(...proof.unused.map((name) => `No resource of catalogue ${catalogue} needs ${name}.`));
  };
  let reach;
  // The emulator works on one core, so the other one can create the app once more.
  await inLanes(deployAndRead, async () => {
    reach = await progress.step('Check the isolation of the services', () => readIsolation(deployment));
  });
  sections.push(isolationSection(reach));
  const running = emulator.runningEngines();
  const lacking = (await neededEngines(aws)).filter((name) => !running.includes(name));
  if (lacking.length > 0) {
    notes.push(`The shop did not open: it needs ${lacking.join(' and ')}. Add them with --engines.`);
    return { emulator, sections, notes };
  }
  const shop = await openShop(step, { aws, port, env, engines: running });
  return { emulator, programs: shop.programs, sections: [...sections, ...shop.sections], notes };
}

/**
 * Proves that clients can use every engine with the logins of the stacks. Returns their table, if any runs, and the engines
 * that no resource needs.
 */
async function proveEngines(aws, python, emulator, deployment) {
  const running = emulator.runningEngines();
  const names = [...platformStacks(deployment), ...WORKLOAD_STACKS];
  const { logins, servers, failures } = await proveStacks(aws, names, running, {
    python,
    port: emulator.port,
    name: 'start',
  });
  requireProof(failures, emulator.log);
  const unused = running.filter((name) => servers.every(({ engine }) => engine !== name));
  return { sections: engineSections(servers, logins), unused };
}

/** Returns the environment, the catalogue and the layout of a deployment, as a text. */
export function describeDeployment({ environment, catalogue, serviceStacks }) {
  return [environment, catalogue, ...(serviceStacks ? ['a stack for each service'] : [])].join(', ');
}
