// Moves a deployed stack into a stage. The stack keeps its name, so CloudFormation must keep every resource.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { INTEG_WORKING_COPY, LOGS, ROOT } from '../paths.mjs';
import { findStacks, resourcesOf } from './stacks.mjs';
import { destroyTest } from './test-lifecycle.mjs';

const MOVED = 'moved';

/** Deploys the stack in an app, then in a stage. Returns a sentence for each resource that changed or was left. */
export async function moveIntoStage(target) {
  const { cloudformation } = target.aws;
  await deploy(target, 'app', {});
  const before = await resourcesOf(cloudformation, await findStacks(cloudformation, [MOVED]));
  if (before.length === 0) throw new Failure('The deployment in the app created no resource.');
  await deploy(target, 'stage', { INTEG_STAGE: '1' });
  const after = await resourcesOf(cloudformation, await findStacks(cloudformation, [MOVED]));
  const left = await destroyTest(MOVED, target);
  return [...changes(before, after), ...left];
}

/** Returns a sentence for each resource that exists only before or only after. */
export function changes(before, after) {
  const without = (resources, others) => {
    const ids = new Set(others.map(keyOf));
    return resources.filter((resource) => !ids.has(keyOf(resource)));
  };
  const sentence = ({ type, id }, what) => `The ${type} ${id} ${what} when the stack moved into a stage.`;
  return [
    ...without(before, after).map((resource) => sentence(resource, 'was deleted')),
    ...without(after, before).map((resource) => sentence(resource, 'was created')),
  ];
}

const keyOf = ({ type, id }) => `${type} ${id}`;

async function deploy({ env, region }, place, variables) {
  const output = mkdtempSync(join(tmpdir(), 'integ-moved-'));
  const app = `node -r ts-node/register ${join(INTEG_WORKING_COPY, 'moved', 'app.ts')}`;
  const args = ['deploy', '**', '--app', app, '--output', output, '--require-approval', 'never', '--no-notices'];
  try {
    await run(`cdk deploy in the ${place}`, installedProgram('cdk'), args, {
      cwd: ROOT,
      env: {
        ...env,
        ...variables,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        TS_NODE_PROJECT: join(ROOT, 'tsconfig.dev.json'),
        TS_NODE_TRANSPILE_ONLY: 'true', // `npm test` checks the types
      },
      log: join(LOGS, `integ-moved-${place}.log`),
    });
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
