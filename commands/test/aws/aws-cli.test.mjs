import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsCli, failureOf } from '../../lib/aws/aws-cli.mjs';
import { fakeAws, temporaryFolder } from '../support/command.mjs';

const awsIn = (folder, answer, options) => {
  const { bin, calls } = fakeAws(folder, answer);
  return { aws: new AwsCli({ ...options, env: { PATH: bin } }), calls };
};

test('the CLI gets the profile and the region of the user, and answers in JSON', async (context) => {
  const { aws, calls } = awsIn(temporaryFolder(context), '() => ({ Vpcs: [1] })', {
    profile: 'shop',
    region: 'eu-west-1',
  });
  assert.deepEqual(await aws.call('ec2', 'describe-vpcs', ['--max-items', '1']), { Vpcs: [1] });
  assert.deepEqual(calls(), ['ec2 describe-vpcs --max-items 1 --profile shop --region eu-west-1 --output json']);
});

test('a missing CLI is reported with the remedy', async (context) => {
  const aws = new AwsCli({ env: { PATH: temporaryFolder(context) } });
  await assert.rejects(aws.call('sts', 'get-caller-identity'), {
    name: 'Failure',
    message: 'The AWS CLI was not found: install version 2, so that `aws` is on the PATH.',
  });
});

test('a failed call is reported in one sentence', async (context) => {
  const { aws } = awsIn(
    temporaryFolder(context),
    `() => {
    throw new Error('\\nAn error occurred (ParameterNotFound) when calling the GetParameter operation: It is not there.');
  }`,
  );
  await assert.rejects(aws.call('ssm', 'get-parameter'), {
    code: 'ParameterNotFound',
    message: '`aws ssm get-parameter` failed (ParameterNotFound): It is not there.',
  });
});

const CREDENTIALS = [
  [
    'Unable to locate credentials. You can configure credentials by running "aws login".',
    /no credentials for AWS.*--profile/,
  ],
  [
    'An error occurred (ExpiredToken) when calling the DescribeVpcs operation: The provided token has expired.',
    /session.*has expired/,
  ],
  ['Error when retrieving token from sso: Token has expired and refresh failed', /session.*has expired/],
  [
    'An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: no',
    /does not accept the credentials/,
  ],
  ['The config profile (shop) could not be found', /The profile does not exist/],
  ['You must specify a region. You can also configure your region', /no region: name one with --region/],
  ['Could not connect to the endpoint URL: "https://sts"', /AWS cannot be reached/],
];

for (const [text, sentence] of CREDENTIALS) {
  test(`the text "${text.slice(0, 60)}" is reported with the remedy`, () => {
    assert.match(failureOf('sts get-caller-identity', text).message, sentence);
  });
}

test('a denied call is reported with its operation', () => {
  const text =
    'An error occurred (AccessDeniedException) when calling the ListBrokers operation: User is not authorized';
  const failure = failureOf('mq list-brokers', text);
  assert.equal(failure.message, 'The credentials may not call `aws mq list-brokers`: add its action to your policy.');
  assert.ok(failure.denied);
});

test('the region is that of the option, of the environment or of the profile', async (context) => {
  const { bin } = fakeAws(temporaryFolder(context), '() => { console.log("eu-north-1"); process.exit(0); }');
  const region = (options, env) => new AwsCli({ ...options, env: { PATH: bin, ...env } }).configuredRegion();
  assert.equal(await region({ region: 'eu-west-1' }), 'eu-west-1');
  assert.equal(await region({}, { AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }), 'eu-west-2');
  assert.equal(await region({}, { AWS_DEFAULT_REGION: 'eu-west-3' }), 'eu-west-3');
  assert.equal(await region({}), 'eu-north-1');
});
