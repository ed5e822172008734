import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, fakeAws, resource, runCommandLine, temporaryFolder, writeAssembly } from '../support/command.mjs';

const RESOURCES = { Topic: resource('AWS::SNS::Topic', { TopicName: 'alarms' }) };

function preflightWith(context, answer, args = []) {
  const folder = temporaryFolder(context);
  const { bin, calls } = fakeAws(folder, answer);
  writeAssembly(join(folder, 'cdk.out'), RESOURCES);
  const run = () => runCommandLine(['preflight', ...args], { env: environment(bin, folder), cwd: folder });
  return { run, calls };
}

const answerWith = (topic) => `(operation) => {
  if (operation === 'sts get-caller-identity') return { Account: '111111111111' };
  if (operation === 'ssm get-parameter') return { Parameter: { Value: '23' } };
  if (operation === 'sns list-topics') return { Topics: [{ TopicArn: 'arn:aws:sns:eu-west-1:1:${topic}' }] };
  if (operation === 'cloudformation list-stack-resources') {
    throw new Error('An error occurred (ValidationError) when calling the ListStackResources operation: Stack does not exist');
  }
  throw new Error('unexpected ' + operation);
}`;

test('an account without problems gives exit code 0, and all calls have the region of the stacks', async (context) => {
  const { run, calls } = preflightWith(context, answerWith('other'), ['--profile', 'shop']);
  const { code, stdout } = await run();
  assert.equal(code, 0);
  assert.match(stdout, /^CHECKS IN EU-WEST-1$/m);
  assert.match(stdout, /^names of SNS::Topic +ok +1 names are free$/m);
  assert.match(stdout, /^0 problems, 0 times it could not look, 3 ok$/m);
  assert.ok(calls().every((call) => call.endsWith('--profile shop --region eu-west-1 --output json')));
});

test('a problem gives exit code 1 and is the first row, with the remedy', async (context) => {
  const { code, stdout } = await preflightWith(context, answerWith('alarms')).run();
  assert.equal(code, 1);
  assert.match(stdout.split('\n')[4], /^names of SNS::Topic +problem +in use: alarms +delete it if nobody needs it/);
});

test('without credentials there is one sentence and no table', async (context) => {
  const answer = "() => { throw new Error('Unable to locate credentials'); }";
  const { code, stdout, stderr } = await preflightWith(context, answer).run();
  assert.equal(code, 1);
  assert.equal(stdout.trim(), '');
  assert.match(stderr, /There are no credentials for AWS/);
});

test('without the right to list the resources of stacks, all other checks run', async (context) => {
  const denied =
    'An error occurred (AccessDenied) when calling the ListStackResources operation: User: arn:aws:iam::111111111111:user/ann is not authorized';
  const answer = answerWith('alarms').replace(/An error occurred \(ValidationError\)[^']+/, denied);
  const { code, stdout } = await preflightWith(context, answer).run();
  assert.equal(code, 1);
  assert.match(stdout, /^names of SNS::Topic +problem +in use: alarms /m);
  assert.match(stdout, /^deployed stacks +could not look +\S.+ignore names and quotas of resources/m);
  assert.match(stdout, /^1 problems, 1 times it could not look, 2 ok$/m);
});

test('it calls only operations that read', async (context) => {
  const { run, calls } = preflightWith(context, answerWith('alarms'));
  await run();
  assert.ok(calls().every((call) => /^\S+ (get|list|describe)-/.test(call)));
});
