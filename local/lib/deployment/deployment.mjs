// Deploys an app to the emulator of a session.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ACCOUNT, REGION } from '../aws/environment.mjs';
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
  const stacks = stacksOf(cli);
  const failed = await failedResource(
    cloudformation,
    stacks.map(({ name }) => name),
    since,
  );
  if (!failed) return failureOfCli(stacks, output, log);
  const { stack, resource, type, reason } = failed;
  return new Failure(`The deployment of ${stack} failed at ${resource} (${type}): ${withoutDot(reason)}.`, { log });
}

/** Returns the failure of a deployment in which no resource failed. */
function failureOfCli(stacks, output, log) {
  const reason = output.reason();
  if (reason) return new Failure(`The deployment failed: ${reason}.`, { log });
  const elsewhere = stacks.find(({ account, region }) => account !== ACCOUNT || region !== REGION);
  if (elsewhere) {
    const { name, account, region } = elsewhere;
    return new Failure(
      `The stack ${name} is for the account ${account} in ${region}, but the emulator has the account ${ACCOUNT} in ${REGION}: ` +
        'take both from the environment variables CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION.',
      { log },
    );
  }
  return new Failure('The CDK CLI could not deploy the app: correct its error, and run `up` again.', {
    excerpt: output.deploymentError(),
    log,
  });
}

const withoutDot = (sentence) => sentence.trim().replace(/\.$/, '');

/** Returns the stacks of the app from the manifest that it wrote, as { name, account, region }. */
export function stacksOf({ app, output }) {
  const folder = isAssembly(app.folder, app.command) ? resolve(app.folder, app.command) : output;
  return stacksIn(folder);
}

function stacksIn(folder) {
  const { artifacts = {} } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return Object.entries(artifacts).flatMap(([id, { type, environment, properties }]) => {
    if (type === 'cdk:cloud-assembly') return stacksIn(join(folder, properties.directoryName));
    return type === 'aws:cloudformation:stack' ? [{ name: properties.stackName ?? id, ...placeOf(environment) }] : [];
  });
}

/** Parses an environment such as aws://000000000000/us-east-1. A stack that names none is deployed to that of the CLI. */
function placeOf(environment) {
  const [account, region] = environment.replace('aws://', '').split('/');
  return {
    account: account === 'unknown-account' ? ACCOUNT : account,
    region: region === 'unknown-region' ? REGION : region,
  };
}
