// Deploys the example apps to the local emulator, and reads the deployed resources from the AWS APIs.

import { awsClients } from '../aws/clients.mjs';
import { emulatorEnvironment, replaceProcessEnvironment } from '../aws/environment.mjs';
import { buildTarball } from '../build/library.mjs';
import { installNodeModules } from '../install/node-modules.mjs';
import { installVenv } from '../install/virtual-environment.mjs';
import { takeInventory } from '../inventory/inventory.mjs';
import { EMULATOR_REQUIREMENTS, EMULATOR_VENV } from '../paths.mjs';
import { startEmulator, whileRunning } from '../servers/emulator.mjs';
import { bootstrap, deploy, deployUsers, platformStacks, prepareExample, WORKLOAD_STACKS } from './example-app.mjs';
import { isolationSection, readIsolation } from './isolation.mjs';

/** Installs the emulator, and the example apps with the packed library. Returns the path of the emulator's Python. */
export async function installExamples(progress) {
  const { python } = await progress.step('Install the emulator', (report) =>
    installVenv(EMULATOR_VENV, EMULATOR_REQUIREMENTS, report),
  );
  await progress.step('Install npm packages', installNodeModules);
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Install the example apps', (report) => prepareExample(tarball, report));
  return python;
}

/**
 * Deploys the apps to a new emulator. Returns the emulator, which continues to run, and the sections of the inventory.
 */
export async function deployExamples(progress, python, { port, kept, ...deployment }) {
  const { environment, catalogue } = deployment;
  const { emulator } = await progress.step('Start the emulator', async () => ({
    emulator: await startEmulator(python, port, { kept }),
    note: `port ${port}`,
  }));
  replaceProcessEnvironment(emulatorEnvironment(process.env, port));
  const step = (name, work) => progress.step(name, (report) => whileRunning(emulator, port, work(report)));
  await step('cdk bootstrap', async () => {
    await bootstrap(port);
  });
  await step(`cdk deploy (${describeDeployment(deployment)})`, (report) => deploy(port, deployment, report));
  await step('cdk deploy of the second app', (report) => deployUsers(port, environment, catalogue, report));
  const sections = await step('Read the deployed resources', async () =>
    takeInventory(await awsClients(), platformStacks(deployment), WORKLOAD_STACKS),
  );
  const reach = await progress.step('Check the isolation of the services', () => readIsolation(deployment));
  return { emulator, sections: [...sections, isolationSection(reach)] };
}

/** Returns the environment, the catalogue and the layout of a deployment, as a text. */
export function describeDeployment({ environment, catalogue, serviceStacks }) {
  return [environment, catalogue, ...(serviceStacks ? ['a stack for each service'] : [])].join(', ');
}
