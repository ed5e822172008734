import { aws_dynamodb as dynamodb, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DatabaseConstruct,
  DataStore,
  type IDataStore,
  ServiceCatalogue,
  type ServiceDefinition,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

/** Types whose replacement loses the data of a customer, or interrupts clients. */
const FROZEN_TYPES = [
  'AWS::DocDB::DBCluster',
  'AWS::DynamoDB::Table',
  'AWS::EC2::SecurityGroup',
  'AWS::KMS::Key',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBProxy',
  'AWS::SecretsManager::Secret',
];

const FROZEN_IDS = [
  'DatabaseauroraAurora378A60E8',
  'DatabaseauroraAuroraReader1D4AC0282',
  'DatabaseauroraAuroraWriter0BCCEF92',
  'DatabaseauroraKeyFA3351D7',
  'DatabaseauroraProxyAB2CAC0D',
  'DatabaseauroraProxyGroupFE67618F',
  'DatabaseauroraSecurityGroup64443289',
  'DatabasedocumentsDocumentDbA0F01398',
  'DatabasedocumentsKeyFE6F1DFA',
  'DatabasedocumentsRotationSecurityGroupEE40D3C2',
  'DatabasedocumentsSecretCAFAB421',
  'DatabasedocumentsSecurityGroup32A78C9F',
  'DatabaseindexKeyFC9826A4',
  'DatabaseinstanceInstance5B40DBE7',
  'DatabaseinstanceKey8A701010',
  'DatabaseinstanceProxy28E3A7D2',
  'DatabaseinstanceProxyGroup274CA02E',
  'DatabaseinstanceSecurityGroupEE269230',
  'DatabasetableKey60CA9EC9',
  'DatabasetableTable5B8F3CDE',
];

const PARTITION_KEY = { name: 'id', type: dynamodb.AttributeType.STRING };

const KINDS: ReadonlyArray<readonly [string, IDataStore]> = [
  ['instance', DataStore.postgresInstance({ proxy: true })],
  ['aurora', DataStore.auroraPostgres({ proxy: true })],
  ['documents', DataStore.documentDb()],
  ['table', DataStore.dynamoDb({ partitionKey: PARTITION_KEY })],
  ['index', DataStore.searchIndex()],
];

function templateWith(services: ServiceDefinition[], context = {}): Template {
  const stack = threeZoneStack(context);
  new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    search: {
      domain: opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
        domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/shared',
        domainEndpoint: 'search-shared-abc.eu-central-1.es.amazonaws.com',
      }),
    },
    catalogue: ServiceCatalogue.of(services),
  });
  return templateOf(stack);
}

test.each(FEATURE_FLAGS)('the logical ids of every kind of store do not change between versions, %s', (_, context) => {
  const template = templateWith(
    KINDS.map(([name, store]) => ({ name, store })),
    context,
  );
  const ids = FROZEN_TYPES.flatMap((type) => Object.keys(template.findResources(type)));
  expect(ids.sort()).toEqual(FROZEN_IDS);
});

// CloudFormation rejects a change of a resource's type, so a service could not change its kind of store.
test('two kinds of store do not use one logical id for different resource types', () => {
  const types = new Map<string, Set<string>>();
  for (const [, store] of KINDS) {
    const resources: Record<string, { Type: string }> = templateWith([{ name: 'orders', store }]).toJSON().Resources;
    for (const [id, { Type }] of Object.entries(resources)) {
      types.set(id, (types.get(id) ?? new Set()).add(Type));
    }
  }
  expect([...types].filter(([, { size }]) => size > 1)).toEqual([]);
  expect(types.size).toBeGreaterThan(20);
});
