import { aws_ec2 as ec2, aws_kms as kms, aws_opensearchservice as opensearch, RemovalPolicy } from 'aws-cdk-lib';
import { AWSProvider, DevelopmentProvider, SearchConstruct, type SearchOptions } from '../../src';
import { propertyAt, resourcesOfType } from '../support/resources';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

function domain(options: SearchOptions, provider = new AWSProvider()) {
  const stack = threeZoneStack();
  new SearchConstruct(stack, 'Search', { provider, vpc: existingVpc(stack), ...options });
  return resourcesOfType(templateOf(stack), 'AWS::OpenSearchService::Domain')[0];
}

const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k');
const administrator = 'arn:aws:iam::123456789012:role/search-team';
const isolated = ['a', 'b', 'c'].map((zone) => `subnet-isolated-${zone}`);

/** The prop, the options, the path in the domain, and the value there without and with the options. */
const ROWS: [keyof SearchOptions, SearchOptions, string, unknown, unknown][] = [
  [
    'engineVersion',
    { engineVersion: opensearch.EngineVersion.OPENSEARCH_2_19 },
    'EngineVersion',
    'OpenSearch_3.7',
    'OpenSearch_2.19',
  ],
  [
    'dataNodeInstanceType',
    { dataNodeInstanceType: 'r7g.large.search' },
    'ClusterConfig.InstanceType',
    'm7g.large.search',
    'r7g.large.search',
  ],
  ['dataNodes', { dataNodes: 6 }, 'ClusterConfig.InstanceCount', 3, 6],
  [
    'masterNodeInstanceType',
    { masterNodeInstanceType: 'r7g.large.search' },
    'ClusterConfig.DedicatedMasterType',
    'm7g.large.search',
    'r7g.large.search',
  ],
  ['masterNodes', { masterNodes: 0, multiAzWithStandby: false }, 'ClusterConfig.DedicatedMasterEnabled', true, false],
  ['masterNodes', { masterNodes: 5, multiAzWithStandby: false }, 'ClusterConfig.DedicatedMasterCount', 3, 5],
  [
    'zones',
    { zones: 2, dataNodes: 4, multiAzWithStandby: false },
    'ClusterConfig.ZoneAwarenessConfig.AvailabilityZoneCount',
    3,
    2,
  ],
  ['zones', { zones: 1, multiAzWithStandby: false }, 'ClusterConfig.ZoneAwarenessEnabled', true, false],
  [
    'zones',
    { zones: 2, dataNodes: 4, multiAzWithStandby: false },
    'VPCOptions.SubnetIds',
    isolated,
    isolated.slice(0, 2),
  ],
  ['multiAzWithStandby', { multiAzWithStandby: false }, 'ClusterConfig.MultiAZWithStandbyEnabled', true, false],
  ['volumeSize', { volumeSize: 60 }, 'EBSOptions.VolumeSize', 50, 60],
  [
    'masterUserArn',
    { masterUserArn: administrator },
    'AdvancedSecurityOptions.MasterUserOptions.MasterUserARN',
    { 'Fn::GetAtt': ['SearchAdminRole39B48159', 'Arn'] },
    administrator,
  ],
  ['encryptionKey', { encryptionKey }, 'EncryptionAtRestOptions', { Enabled: true }, { Enabled: true, KmsKeyId: 'k' }],
  [
    'vpcSubnets',
    { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } },
    'VPCOptions.SubnetIds',
    isolated,
    ['a', 'b', 'c'].map((zone) => `subnet-private-${zone}`),
  ],
];

test.each(ROWS)('%s of %j overrides the environment, in %s', (_, options, path, byEnvironment, byOption) => {
  expect(propertyAt(domain({}).Properties, path)).toEqual(byEnvironment);
  expect(propertyAt(domain(options).Properties, path)).toEqual(byOption);
});

test('multiAzWithStandby overrides an environment without a standby', () => {
  const options = {
    zones: 3,
    dataNodes: 3,
    masterNodes: 3,
    multiAzWithStandby: true,
    dataNodeInstanceType: 'm7g.large.search',
  };
  expect(
    propertyAt(domain(options, new DevelopmentProvider()).Properties, 'ClusterConfig.MultiAZWithStandbyEnabled'),
  ).toBe(true);
});

test.each([
  [RemovalPolicy.DESTROY, ['Delete', 'Delete']],
  [RemovalPolicy.SNAPSHOT, ['RetainExceptOnCreate', 'Retain']],
  [RemovalPolicy.RETAIN, ['Retain', 'Retain']],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, ['RetainExceptOnCreate', 'Retain']],
])('removalPolicy %s applies to the domain and to what a retained domain needs', (removalPolicy, kept) => {
  const stack = threeZoneStack();
  new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack), removalPolicy });
  const template = templateOf(stack);
  const policies = (type: string) =>
    Object.entries(template.findResources(type))
      .filter(([id]) => !/^(CustomOpenSearchRoleProvider|SearchLogins)/.test(id))
      .map(([, resource]) => [resource.DeletionPolicy, resource.UpdateReplacePolicy]);
  expect(policies('AWS::OpenSearchService::Domain')).toEqual([kept]);
  expect(policies('AWS::Logs::LogGroup')).toEqual([kept, kept, kept, kept]);
  expect(policies('AWS::Logs::ResourcePolicy')).toEqual([kept]);
  expect(policies('AWS::IAM::Role')).toEqual([kept]);
  expect(policies('AWS::EC2::SecurityGroup')).toEqual([kept, [undefined, undefined]]);
});

test('an existing domain gets a client group, which allows egress only to the domain', () => {
  const stack = threeZoneStack();
  const existing = opensearch.Domain.fromDomainEndpoint(
    stack,
    'Existing',
    'https://search-x-y.eu-central-1.es.amazonaws.com',
  );
  const search = SearchConstruct.fromSearchAttributes(stack, 'Search', {
    vpc: existingVpc(stack),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-existing'),
    domain: existing,
  });
  expect(search.domain).toBe(existing);
  expect(search.endpoint).toBe('search-x-y.eu-central-1.es.amazonaws.com');
  expect(search.capabilities).toEqual(['search']);
  expect(search.clientSecurityGroups).toEqual([search.clientSecurityGroup]);
  expect(search.connections.securityGroups.map(({ securityGroupId }) => securityGroupId)).toEqual(['sg-existing']);
  expect(search.connections.defaultPort?.toString()).toBe('443');
  const access = search.accessFor({ serviceName: 'orders', capability: search.capabilities[0] });
  expect(access.settings).toEqual({ SEARCH_ENDPOINT: 'search-x-y.eu-central-1.es.amazonaws.com' });
  expect(access.secrets).toEqual({});
  expect(access.connections).toBe(search.connections);
  const template = templateOf(stack);
  const [group] = resourcesOfType(template, 'AWS::EC2::SecurityGroup');
  expect(group.Properties).toEqual({
    GroupDescription: 'Allows its members to connect to the search domain',
    VpcId: 'vpc-1',
    SecurityGroupEgress: [
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        DestinationSecurityGroupId: 'sg-existing',
        Description: 'To the search domain',
      },
    ],
  });
  expect(resourcesOfType(template, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties)).toEqual([
    {
      GroupId: 'sg-existing',
      SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringMatching(/^SearchClientGroup/), 'GroupId'] },
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      Description: 'From the clients of the search domain',
    },
  ]);
});
