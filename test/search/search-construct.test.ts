import { CfnParameter, aws_kms as kms, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DevelopmentProvider,
  LocalStackProvider,
  SearchConstruct,
  type SearchOptions,
  StagingProvider,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const DOMAIN = 'AWS::OpenSearchService::Domain';

function search(options: SearchOptions = {}, provider = new AWSProvider(), context = {}) {
  const stack = threeZoneStack(context);
  const construct = new SearchConstruct(stack, 'Search', { provider, vpc: existingVpc(stack), ...options });
  return { stack, construct, template: () => templateOf(stack) };
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test('encrypts at rest, between nodes and to clients', () => {
    search({}, new AWSProvider(), context)
      .template()
      .hasResourceProperties(DOMAIN, {
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: true },
        DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
      });
  });

  test('is administered by a role, without a password', () => {
    const { template, construct, stack } = search({}, new AWSProvider(), context);
    const role = stack.resolve(construct.adminRole?.roleArn);
    template().hasResourceProperties(DOMAIN, {
      AdvancedSecurityOptions: {
        Enabled: true,
        InternalUserDatabaseEnabled: false,
        MasterUserOptions: { MasterUserARN: role, MasterUserPassword: Match.absent() },
      },
    });
    template().resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  test('allows only the administrator in its access policy', () => {
    const { template, construct, stack } = search({}, new AWSProvider(), context);
    const { DomainName, AccessPolicies } = onlyResource(template(), DOMAIN).Properties;
    expect(AccessPolicies).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: stack.resolve(construct.adminRole?.roleArn) },
          Resource: stack.resolve(
            stack.formatArn({ service: 'es', resource: 'domain', resourceName: `${DomainName}/*` }),
          ),
        },
      ],
    });
  });

  test('writes four logs, with one resource policy for their log groups', () => {
    const { template } = search({}, new AWSProvider(), context);
    const kinds = Object.keys(Object(onlyResource(template(), DOMAIN).Properties.LogPublishingOptions));
    expect(kinds.sort()).toEqual(['AUDIT_LOGS', 'ES_APPLICATION_LOGS', 'INDEX_SLOW_LOGS', 'SEARCH_SLOW_LOGS']);
    template().resourceCountIs('AWS::Logs::ResourcePolicy', 1);
    template().hasResource(DOMAIN, { DependsOn: Match.arrayWith([Match.stringLikeRegexp('LogsResourcePolicy')]) });
  });

  test('the only custom resources are the service-linked role and the settings', () => {
    const { template } = search({}, new AWSProvider(), context);
    template().resourceCountIs('AWS::Lambda::Function', 2);
    const types = Object.values<{ Type: string }>(template().toJSON().Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('Custom::'))).toEqual([
      'Custom::SearchSettings',
      'Custom::OpenSearchServiceLinkedRole',
    ]);
  });

  test('allows ingress only from the client group and the function, on port 443', () => {
    const { template } = search({}, new AWSProvider(), context);
    const rules = Object.values(template().findResources('AWS::EC2::SecurityGroupIngress'));
    const from = (group: string) => ({
      FromPort: 443,
      ToPort: 443,
      SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringContaining(group), 'GroupId'] },
    });
    expect(rules.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining(from('SearchClientGroup')),
      expect.objectContaining(from('SearchLoginsFunctionSecurityGroup')),
    ]);
  });
});

describe('environments', () => {
  test.each([
    ['production', new AWSProvider(), 'm7g.large.search', 50],
    ['staging', new StagingProvider(), 'm7g.medium.search', 20],
  ])('%s has three data nodes and three masters in three zones, with a standby', (_, provider, type, VolumeSize) => {
    search({}, provider)
      .template()
      .hasResource(DOMAIN, {
        Properties: {
          EngineVersion: 'OpenSearch_3.7',
          ClusterConfig: {
            InstanceType: type,
            InstanceCount: 3,
            DedicatedMasterEnabled: true,
            DedicatedMasterType: type,
            DedicatedMasterCount: 3,
            MultiAZWithStandbyEnabled: true,
            ZoneAwarenessEnabled: true,
            ZoneAwarenessConfig: { AvailabilityZoneCount: 3 },
          },
          EBSOptions: { VolumeSize, VolumeType: 'gp3' },
          VPCOptions: { SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'] },
        },
        DeletionPolicy: 'RetainExceptOnCreate',
      });
  });

  test.each([
    ['development', new DevelopmentProvider()],
    ['local', new LocalStackProvider()],
  ])('%s has one small node in one zone', (_, provider) => {
    search({}, provider)
      .template()
      .hasResource(DOMAIN, {
        Properties: {
          ClusterConfig: {
            InstanceType: 't3.small.search',
            InstanceCount: 1,
            DedicatedMasterEnabled: false,
            MultiAZWithStandbyEnabled: false,
            ZoneAwarenessEnabled: false,
          },
          VPCOptions: { SubnetIds: ['subnet-isolated-a'] },
        },
        DeletionPolicy: 'Delete',
      });
  });

  test('a prop overrides the environment', () => {
    const { template } = search({
      engineVersion: opensearch.EngineVersion.OPENSEARCH_2_19,
      dataNodeInstanceType: 'r7g.large.search',
      dataNodes: 4,
      masterNodes: 5,
      zones: 2,
      multiAzWithStandby: false,
      volumeSize: 100,
    });
    template().hasResourceProperties(DOMAIN, {
      EngineVersion: 'OpenSearch_2.19',
      ClusterConfig: {
        InstanceType: 'r7g.large.search',
        InstanceCount: 4,
        DedicatedMasterCount: 5,
        ZoneAwarenessConfig: { AvailabilityZoneCount: 2 },
      },
      EBSOptions: { VolumeSize: 100 },
      VPCOptions: { SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b'] },
    });
  });
});

describe('options', () => {
  test('the role of masterUserArn administers the domain', () => {
    const arn = 'arn:aws:iam::123456789012:role/search-team';
    const { template, construct } = search({ masterUserArn: arn });
    expect(construct.adminRole).toBeUndefined();
    template().hasResourceProperties(DOMAIN, {
      AdvancedSecurityOptions: { MasterUserOptions: { MasterUserARN: arn } },
    });
    expect(Object(onlyResource(template(), DOMAIN).Properties.AccessPolicies).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: arn },
        Action: ['Delete', 'Get', 'Head', 'Patch', 'Post', 'Put'].map((method) => `es:ESHttp${method}`),
        Resource: {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':es:eu-central-1:123456789012:domain/search-test-0babd730/*'],
          ],
        },
      },
    ]);
    expect(Object.keys(template().findResources('AWS::IAM::Role'))).toEqual([
      expect.stringMatching('^SearchLoginsFunctionRole'),
      expect.stringMatching('^CustomOpenSearchRoleProvider'),
    ]);
  });

  test('logsResourcePolicy false creates no resource policy', () => {
    const { template, construct } = search({ logsResourcePolicy: false });
    expect(construct.logsResourcePolicy).toBeUndefined();
    template().resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  });

  test('a customer managed key encrypts the data and the logs', () => {
    const stack = threeZoneStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack), encryptionKey });
    const template = templateOf(stack);
    template.hasResourceProperties(DOMAIN, {
      EncryptionAtRestOptions: { Enabled: true, KmsKeyId: stack.resolve(encryptionKey.keyId) },
    });
    template.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: stack.resolve(encryptionKey.keyArn) });
  });
});

test('enables version upgrades in place', () => {
  const stack = threeZoneStack();
  new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack) });
  templateOf(stack).hasResource(DOMAIN, { UpdatePolicy: { EnableVersionUpgrade: true } });
});

test('domain names have at most the 28 characters of OpenSearch Service and are unique in a stack', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const provider = new AWSProvider();
  new SearchConstruct(stack, 'AVeryLongConstructIdForTheFirstOfTheDomains', { provider, vpc });
  new SearchConstruct(stack, 'AVeryLongConstructIdForTheOtherOfTheDomains', { provider, vpc });
  const names = Object.values(templateOf(stack).findResources(DOMAIN)).map(({ Properties }) => Properties.DomainName);
  expect(new Set(names).size).toBe(2);
  for (const name of names) {
    expect(name).toMatch(/^[a-z][a-z0-9-]{27}$/);
  }
});

test('passes tokens to the template', () => {
  const stack = threeZoneStack();
  const size = new CfnParameter(stack, 'Size', { type: 'Number' });
  const nodes = new CfnParameter(stack, 'Nodes', { type: 'Number' });
  const type = new CfnParameter(stack, 'Type');
  new SearchConstruct(stack, 'Search', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    volumeSize: size.valueAsNumber,
    dataNodes: nodes.valueAsNumber,
    dataNodeInstanceType: type.valueAsString,
  });
  templateOf(stack).hasResourceProperties(DOMAIN, {
    EBSOptions: { VolumeSize: { Ref: 'Size' } },
    ClusterConfig: { InstanceCount: { Ref: 'Nodes' }, InstanceType: { Ref: 'Type' } },
  });
});
