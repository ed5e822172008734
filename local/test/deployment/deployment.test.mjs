import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Failure } from '../../lib/cli/failure.mjs';
import { deploy } from '../../lib/deployment/deployment.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deployment-'));
  for (const name of ['app', 'out']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true }));

const NO_EVENTS = { describeStackEvents: async () => ({ StackEvents: [] }) };

/** Deploys an app whose stacks are for these environments, by stack, with a CLI that prints `lines` and fails. */
function failedDeployment(environments, lines) {
  const artifacts = Object.fromEntries(
    Object.entries(environments).map(([name, environment]) => [
      name,
      { type: 'aws:cloudformation:stack', environment: `aws://${environment}`, properties: {} },
    ]),
  );
  writeFileSync(join(folder, 'out', 'manifest.json'), JSON.stringify({ artifacts }));
  const cli = {
    app: { folder: join(folder, 'app'), command: 'node app.js' },
    ...{ folder, output: join(folder, 'out'), log: join(folder, 'cdk.log') },
    async deploy(_, onLine) {
      for (const line of ['✨  Synthesis time: 1s', ...lines]) onLine(line);
      throw new Failure('cdk deploy failed.');
    },
  };
  return deploy(cli, NO_EVENTS, { stacks: [], context: [] }, () => {});
}

test('a stack for another account or region is a sentence with what to do', async () => {
  for (const [place, words] of [
    ['123456789012/us-east-1', '123456789012 in us-east-1'],
    ['000000000000/eu-west-1', '000000000000 in eu-west-1'],
  ]) {
    await assert.rejects(failedDeployment({ Here: '000000000000/us-east-1', There: place }, ['no role']), {
      message:
        `The stack There is for the account ${words}, but the emulator has the account 000000000000 in us-east-1: take both from ` +
        'the environment variables CDK_DEFAULT_ACCOUNT and CDK_DEFAULT_REGION.',
    });
  }
});

test('another error of the CLI is shown', async () => {
  await assert.rejects(failedDeployment({ Shop: 'unknown-account/unknown-region' }, ['no credentials']), (error) => {
    assert.equal(error.message, 'The CDK CLI could not deploy the app: correct its error, and run `up` again.');
    assert.deepEqual(error.excerpt, ['no credentials']);
    return true;
  });
});
