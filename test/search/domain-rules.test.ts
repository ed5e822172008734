import { aws_ec2 as ec2, aws_opensearchservice as opensearch, Token } from 'aws-cdk-lib';
import { AWSProvider, DevelopmentProvider, SearchConstruct, type SearchOptions, VpcConstruct } from '../../src';
import { existingVpc, templateOf, threeZoneStack, twoZoneStack } from '../support/stacks';

function search(options: SearchOptions = {}) {
  const stack = threeZoneStack();
  new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack), ...options });
  return () => templateOf(stack);
}

describe('the administrator', () => {
  test.each([
    'arn:aws-cn:iam::123456789012:role/teams/search',
    `arn:aws-us-gov:iam::123456789012:role/${'s'.repeat(576)}`,
    'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/x_y+=,.@-z',
    Token.asString({ Ref: 'Administrator' }),
  ])('accepts %s', (masterUserArn) => {
    expect(() => search({ masterUserArn })).not.toThrow();
  });

  test.each([
    'arn:aws:iam::123456789012:user/search',
    '*',
    '',
    'SearchAdministrator',
    'arn:aws:iam::123456789012:root',
    'arn:aws:iam::123456789012:role/*',
    'arn:aws:iam::12:role/search',
    'arn:aws:sts::123456789012:assumed-role/search/session',
    'arn:aws:iam::123456789012:group/search',
    'arn:aws:iam::123456789012:role/',
    'arn:aws:iam::1234567890123:role/search',
    'arn:aws2:iam::123456789012:role/search',
    ' arn:aws:iam::123456789012:role/search',
    'arn:aws:iam::123456789012:role/search team',
    `arn:aws:iam::123456789012:role/${'s'.repeat(577)}`,
  ])("rejects '%s'", (masterUserArn) => {
    expect(() => search({ masterUserArn })).toThrow(
      new Error(
        `masterUserArn must be the ARN of an IAM role, which the function that gives services their rights can assume, got '${masterUserArn}'. Use for example ` +
          'arn:aws:iam::123456789012:role/SearchAdministrator, or omit the prop to create a role. (in Test/Search)',
      ),
    );
  });
});

describe('bad input', () => {
  test('rejects a network in two zones, and explains how to use three or two', () => {
    const stack = twoZoneStack();
    const provider = new AWSProvider();
    const { vpc } = new VpcConstruct(stack, 'Network', { provider, maxAzs: 2 });
    expect(() => new SearchConstruct(stack, 'Search', { provider, vpc })).toThrow(
      new Error(
        'vpc must be a network with subnets in at least 3 availability zones, which a search domain in 3 zones needs, ' +
          'got subnets in 2. Add subnets to the VPC, or create it with `VpcConstruct`: ' +
          'an `ec2.Vpc` in a stack without `env` has only two zones. Or set `zones` to the number of available zones, and ' +
          '`multiAzWithStandby` to false. (in Test/Search)',
      ),
    );
  });

  test('rejects a network without isolated subnets, and names the domain', () => {
    const stack = threeZoneStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] });
    expect(() => new SearchConstruct(stack, 'Search', { provider: new DevelopmentProvider(), vpc })).toThrow(
      /^vpc must have the subnets that a search domain in 1 zone is placed in: /,
    );
  });

  test.each<[SearchOptions, string]>([
    [{ zones: 0 }, 'zones must be a whole number from 1 to 3, got 0. Use 3 zones to survive the loss of one.'],
    [{ zones: 4 }, 'zones must be a whole number from 1 to 3, got 4. Use 3 zones to survive the loss of one.'],
    [{ dataNodes: 2 }, 'dataNodes must be a whole number from 3 to 80, got 2. Give each zone at least one data node.'],
    [
      { dataNodes: Number.NaN },
      'dataNodes must be a whole number from 3 to 80, got NaN. Give each zone at least one data node.',
    ],
    [
      { dataNodes: 4 },
      'dataNodes must be a multiple of 3 with a standby, got 4. Use the same number of nodes in each zone, or set `multiAzWithStandby` to false.',
    ],
    [{ zones: 2, dataNodes: 4 }, 'zones must be 3 with a standby, got 2. Use 3, or set `multiAzWithStandby` to false.'],
    [
      { zones: 2, dataNodes: 3, multiAzWithStandby: false },
      'dataNodes must be an even number in two zones, got 3. Add one node, or set `zones` to 1 or 3.',
    ],
    [
      { masterNodes: 1 },
      'masterNodes must be 0, 3 or 5, got 1. Use 3: master nodes elect a leader by majority, so one node or an even number adds no fault tolerance.',
    ],
    [
      { masterNodes: -3 },
      'masterNodes must be 0, 3 or 5, got -3. Use 3: master nodes elect a leader by majority, so one node or an even number adds no fault tolerance.',
    ],
    [{ masterNodes: 5 }, 'masterNodes must be 3 with a standby, got 5. Use 3, or set `multiAzWithStandby` to false.'],
    [
      { volumeSize: 9 },
      'volumeSize must be a whole number of GiB from 10 to 24576, got 9. To store more, add data nodes.',
    ],
    [
      { volumeSize: 10.5 },
      'volumeSize must be a whole number of GiB from 10 to 24576, got 10.5. To store more, add data nodes.',
    ],
    [
      { dataNodes: 81 },
      'dataNodes must be a whole number from 3 to 80, got 81. Give each zone at least one data node.',
    ],
    [
      { volumeSize: 24577 },
      'volumeSize must be a whole number of GiB from 10 to 24576, got 24577. To store more, add data nodes.',
    ],
    [
      { masterNodes: 4 },
      'masterNodes must be 0, 3 or 5, got 4. Use 3: master nodes elect a leader by majority, so one node or an even number adds no fault tolerance.',
    ],
  ])('rejects %p with the whole message', (options, message) => {
    expect(() => search(options)).toThrow(new Error(`${message} (in Test/Search)`));
  });

  test.each<[SearchOptions, string]>([
    [
      { dataNodeInstanceType: 't3.medium.search' },
      'dataNodeInstanceType must be a type for OpenSearch 3.7 (with standby)',
    ],
    [{ masterNodeInstanceType: 't3.small.search' }, 'masterNodeInstanceType must be a type for OpenSearch 3.7 (with'],
    [{ dataNodeInstanceType: 'm7g.large' }, "got 'm7g.large'. Use the format of m8g.large.search."],
    [{ dataNodeInstanceType: 't2.small.search' }, "got 't2.small.search'. t2 types support neither encryption"],
    [
      { engineVersion: opensearch.EngineVersion.OPENSEARCH_1_2, allowUnlisted: true },
      'Standard support of OpenSearch 1.2 has ended, or AWS no longer creates it',
    ],
  ])('rejects %p', (options, message) => {
    expect(() => search(options)).toThrow(message);
  });
});

test('rejects unlisted versions and instance types unless `allowUnlisted` is true', () => {
  const unlisted = {
    engineVersion: opensearch.EngineVersion.openSearch('4.1'),
    dataNodeInstanceType: 'm9g.large.search',
  };
  expect(() => search(unlisted)).toThrow(/^engineVersion must be one of 3\.7, .*got '4\.1'.*`allowUnlisted` to true/);
  search({ ...unlisted, allowUnlisted: true })().hasResourceProperties('AWS::OpenSearchService::Domain', {
    EngineVersion: 'OpenSearch_4.1',
    ClusterConfig: { InstanceType: 'm9g.large.search' },
  });
});

test.each(['zones', 'masterNodes'])(
  'rejects a token as %s, because it determines the resources of the template',
  (prop) => {
    expect(() => search({ [prop]: Token.asNumber({ Ref: 'Number' }) })).toThrow(
      `${prop} must be a number that is known at synthesis, got a token. It determines the resources of the template: set a plain number. (in Test/Search)`,
    );
  },
);
