import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import { aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { DatabaseConstruct, EcommercePlatform } from '../../src';
import { expectValues, oneOf } from './api-calls';
import { type ExpectedBroker, expectBroker } from './broker';
import { type ExpectedCache, expectCache } from './cache';
import { documentDbId, instanceId, placementOf, tableId } from './database-placement';
import { type ExpectedNetwork, expectNetwork } from './network';
import { type ExpectedSearch, expectSearch } from './search';
import { expectOnlyIngress, type IngressRule } from './security-group-rules';
import { type ExpectedStorage, expectStorage } from './storage';
import { type ExpectedCluster, type ExpectedInstance, expectDocumentDb, expectInstance, expectTable } from './stores';
import type { Stores } from './stores-of-services';

/** The expected resources of an environment. */
export interface ExpectedEnvironment {
  readonly network: ExpectedNetwork;
  readonly instance: ExpectedInstance;
  readonly documents: ExpectedCluster;
  readonly tableRecovery: boolean;
  readonly cache: ExpectedCache;
  readonly broker: ExpectedBroker;
  readonly search: ExpectedSearch;
  readonly storage: ExpectedStorage;
  /** Whether each service has its own KMS key. If false, only services in PCI scope do. */
  readonly keyForEachService: boolean;
  /** Whether a function rotates the passwords that the platform generates. */
  readonly rotation: boolean;
  /** Whether RDS publishes events of the databases to an SNS topic. */
  readonly events: boolean;
}

/** Expects that the AWS APIs describe a whole platform with these settings. */
export function expectPlatform(
  assertions: IDeployAssert,
  platform: EcommercePlatform,
  stores: Stores,
  expected: ExpectedEnvironment,
): void {
  const { network, database, cache, messaging, search, storage, vpc } = platform;
  if (!network || !database || !cache || !messaging || !search || !storage) {
    throw new Error(`${platform.node.path} must have all parts`);
  }
  expectNetwork(assertions, network, expected.network);
  expectCache(assertions, cache, vpc, expected.cache);
  expectBroker(assertions, messaging, vpc, expected.broker);
  expectSearch(assertions, search, vpc, expected.search);
  expectStorage(assertions, storage, expected.storage);
  expectOnlyIngress(assertions, cache.securityGroup, { client: cache.clientSecurityGroup, port: 6379 });
  expectOnlyIngress(
    assertions,
    messaging.securityGroup,
    { client: messaging.clientSecurityGroup, port: 5671 },
    ...rotationIngress(messaging, 443, expected),
    loginIngress(messaging, 443),
  );
  expectOnlyIngress(
    assertions,
    search.securityGroup,
    { client: search.clientSecurityGroup, port: 443 },
    loginIngress(search, 443),
  );
  expectRotation(assertions, platform.encryptionKey);
  expectTopic(assertions, platform, expected.events);
  for (const service of Object.keys(stores)) {
    const ownKey = expected.keyForEachService || service === 'paymentservice';
    const key = ownKey ? keyOf(database, service) : platform.encryptionKey;
    expectStore(assertions, platform, { database, service, kind: stores[service], key }, expected);
  }
}

/** Returns the ingress rule for the function that changes the password of a broker or a cluster in the resource itself. */
function rotationIngress(part: IConstruct, port: number, { rotation }: ExpectedEnvironment): IngressRule[] {
  const client = part.node.tryFindChild('Rotation')?.node.findChild('SecurityGroup');
  return rotation && client instanceof ec2.SecurityGroup ? [{ client, port }] : [];
}

/** Returns the ingress rule for the function that creates the logins of services. */
function loginIngress(part: IConstruct, port: number): IngressRule {
  const client = part.node.findChild('Logins').node.findChild('Function').node.findChild('SecurityGroup');
  if (!(client instanceof ec2.SecurityGroup)) throw new Error(`${client.node.path} must be a security group`);
  return { client, port };
}

interface StoreToExpect {
  readonly database: DatabaseConstruct;
  readonly service: string;
  readonly kind: Stores[string];
  readonly key: kms.IKey;
}

/** Expects the store of one service. A search index has no resource to expect: it is a setting of the service. */
function expectStore(
  assertions: IDeployAssert,
  platform: EcommercePlatform,
  { database, service, kind, key }: StoreToExpect,
  expected: ExpectedEnvironment,
): void {
  const common = { vpc: platform.vpc, keyArn: key.keyArn };
  const client = platform.service(service).securityGroup;
  if (kind === 'instance') {
    const instance = placementOf(database, service, instanceId, common);
    expectInstance(assertions, instance, expected.instance);
    const { port } = expected.instance;
    expectOnlyIngress(
      assertions,
      instance.group,
      { client, port },
      loginIngress(database.node.findChild(service), port),
    );
  } else if (kind === 'documents') {
    const cluster = placementOf(database, service, documentDbId, common);
    expectDocumentDb(assertions, cluster, expected.documents);
    const { port } = expected.documents;
    const store = database.node.findChild(service);
    const functions = [...rotationIngress(store, port, expected), loginIngress(store, port)];
    expectOnlyIngress(assertions, cluster.group, { client, port }, ...functions);
  } else if (kind === 'table') {
    const id = tableId(database.node.findChild(service));
    const recovery = expected.tableRecovery;
    expectTable(assertions, { id, keyArn: key.keyArn }, { partitionKey: 'sku', recovery });
  }
}

function expectRotation(assertions: IDeployAssert, { keyId }: kms.IKey): void {
  const rotation = { service: 'kms', api: 'getKeyRotationStatus', parameters: { KeyId: keyId } };
  expectValues(assertions, rotation, { KeyRotationEnabled: true });
}

function expectTopic(
  assertions: IDeployAssert,
  { node, operationsTopic, encryptionKey }: EcommercePlatform,
  isExpected: boolean,
): void {
  if ((operationsTopic !== undefined) !== isExpected) {
    throw new Error(`${node.path} must have ${isExpected ? 'a' : 'no'} topic`);
  }
  if (!operationsTopic) return;
  const topic = { service: 'sns', api: 'getTopicAttributes', parameters: { TopicArn: operationsTopic.topicArn } };
  expectValues(assertions, topic, { 'Attributes.KmsMasterKeyId': oneOf([encryptionKey.keyArn, encryptionKey.keyId]) });
}

/** Returns the KMS key of one service. */
function keyOf(database: DatabaseConstruct, service: string): kms.Key {
  const key = database.node.findChild(service).node.findChild('Key');
  if (!(key instanceof kms.Key)) throw new Error(`${key.node.path} must be a KMS key`);
  return key;
}
