// Deploys an app to the emulator of a session.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../cli/failure.mjs';
import { isAssembly } from './app.mjs';
import { ContextFile } from './context-file.mjs';
import { failedResource } from './failed-resource.mjs';
import { DeploymentOutput } from './output.mjs';

/** Clocks of events have whole seconds. */
const PRECISION_MS = 1_000;

/**
 * Deploys the app with `cli`, a CdkCli. Returns a note on what changed. Fails with the error of the app if that cannot be
 * synthesized, or else with the reason of the first resource that failed.
 */
export async function deploy(cli, cloudformation, selection, report) {
  const output = new DeploymentOutput(report);
  const context = new ContextFile(cli.app.folder, cli.folder);
  const since = new Date(Date.now() - PRECISION_MS);
  const restore = () => context.restore();
  context.prepare();
  process.once('exit', restore); // after Ctrl-C
  try {
    await cli.deploy(selection, (line) => output.add(line));
    return { note: output.note() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw await failureOf(cli, cloudformation, output, since);
  } finally {
    restore();
    process.off('exit', restore);
  }
}

async function failureOf(cli, cloudformation, output, since) {
  const { log } = cli;
  if (!output.isSynthesized) {
    const excerpt = output.synthesisError();
    return new Failure('The app could not be synthesized: correct its error, and run `up` again.', { excerpt, log });
  }
  const failed = await failedResource(cloudformation, stackNames(cli), since);
  if (!failed) return new Failure(`The deployment failed: ${output.reason() ?? 'see the log'}.`, { log });
  const { stack, resource, type, reason } = failed;
  return new Failure(`The deployment of ${stack} failed at ${resource} (${type}): ${withoutDot(reason)}.`, { log });
}

const withoutDot = (sentence) => sentence.trim().replace(/\.$/, '');

/** Returns the names of the stacks of the app, from the manifest that it wrote. */
export function stackNames({ app, output }) {
  const folder = isAssembly(app.folder, app.command) ? join(app.folder, app.command) : output;
  return stacksIn(folder);
}

function stacksIn(folder) {
  const { artifacts = {} } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return Object.entries(artifacts).flatMap(([id, { type, properties }]) => {
    if (type === 'cdk:cloud-assembly') return stacksIn(join(folder, properties.directoryName));
    return type === 'aws:cloudformation:stack' ? [properties.stackName ?? id] : [];
  });
}
