import { aws_ec2 as ec2, Fn, aws_iam as iam } from 'aws-cdk-lib';
import fc from 'fast-check';
import {
  type AmazonMQOptions,
  type BackupOptions,
  CacheEngine,
  type CacheOptions,
  GatewayEndpointAccess,
  NatGateways,
  OpenSearchServiceLinkedRole,
  type SearchOptions,
  type StorageOptions,
  type VpcOptions,
} from '../../src';
import * as engines from './engines';
import type { KeyOrigin, ReferencedResources } from './referenced-resources';
import { encryptionKey, type Generated, rotationInterval, vpcSubnets, withKey } from './stores';
import { days, mostly, ODD_TEXTS, oneOf, port, removalPolicy, someOf, TOKEN_TEXT, wholeNumber } from './values';

const { InterfaceVpcEndpointAwsService: endpoint } = ec2;

/** Options with a CIDR block instead of `ipAddresses`, an object that keeps a record of the ranges it has allocated. */
export interface GeneratedVpc extends Omit<Generated<VpcOptions>, 'ipAddresses'> {
  readonly ipAddresses?: string;
}

const ENDPOINTS = [endpoint.SECRETS_MANAGER, endpoint.ECR, endpoint.ECR_DOCKER, endpoint.SSM];

/** The Availability Zones of any region, as tokens. */
const ZONES = [0, 1, 2, 3].map((index) => Fn.select(index, Fn.getAzs()));

const zones: fc.Arbitrary<GeneratedVpc> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.record({ maxAzs: wholeNumber(1, 3) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      availabilityZones: oneOf(
        [ZONES.slice(0, 3), ZONES.slice(1, 2)],
        [[], ZONES, [ZONES[0], ZONES[0]], ['eu-central-1a', 'eu-central-1a']],
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      availabilityZoneIds: oneOf(
        [['euc1-az1', 'euc1-az2', 'euc1-az3'], ['euc1-az3']],
        [[], ['euc1-az1', 'euc1-az1'], ['eu-central-1a']],
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ maxAzs: fc.constant(2), availabilityZones: fc.constant(ZONES.slice(0, 2)) }) },
);

const groupNames = ['bastion', 'Lambda-1', 'a'.repeat(63)];

export const vpcOptions: fc.Arbitrary<GeneratedVpc> = fc
  .tuple(
    someOf<Omit<GeneratedVpc, 'maxAzs' | 'availabilityZones' | 'availabilityZoneIds'>>({
      ipAddresses: oneOf(
        ['10.0.0.0/16', '192.168.0.0/20', '172.16.0.0/24'],
        ['10.0.0.0/8', '10.0.0.0/15', '10.0.0.0/27', '10.0.0.0/28', '10.0.0.0/30'],
      ),
      natGateways: oneOf(Object.values(NatGateways)),
      interfaceEndpoints: mostly(fc.subarray(ENDPOINTS), [endpoint.SSM, endpoint.ECR, endpoint.SSM]),
      flowLogs: fc.boolean(),
      dnsQueryLogs: fc.boolean(),
      gatewayEndpointAccess: oneOf(Object.values(GatewayEndpointAccess)),
      encryptionKey,
      securityGroupNames: mostly(
        fc.subarray(groupNames),
        ...['endpoints', '1st', 'bastion', ...ODD_TEXTS].map((odd) => ['bastion', odd]),
      ),
    }),
    zones,
  )
  .map(([options, zoneOptions]) => ({ ...options, ...zoneOptions }));

/** Creates the IP addresses and the key of the options. */
export function vpcOptionsOf({ ipAddresses, ...options }: GeneratedVpc, resources: ReferencedResources): VpcOptions {
  return {
    ...withKey(options, resources),
    ...(ipAddresses !== undefined && { ipAddresses: ec2.IpAddresses.cidr(ipAddresses) }),
  };
}

export const cacheOptions = someOf<Generated<CacheOptions>>({
  nodeType: engines.cacheNodeType,
  engine: engines.cacheEngine,
  nodes: wholeNumber(1, 6),
  port,
  allowUnlisted: fc.boolean(),
  snapshotRetention: days(0, 35),
  restoreFromSnapshot: oneOf(['cart-2026.01', TOKEN_TEXT], ['1st', 'arn:aws:elasticache:x', ...ODD_TEXTS]),
  rotationInterval,
  removalPolicy,
  encryptionKey,
  vpcSubnets,
}).map((options) =>
  options.restoreFromSnapshot === undefined ? options : { engine: CacheEngine.VALKEY_9_0, ...options },
);

/** Options with the origins of both keys. */
export interface GeneratedMessaging extends Omit<Generated<AmazonMQOptions>, 'dataEncryptionKey'> {
  readonly dataEncryptionKey?: KeyOrigin;
}

/** Creates or imports the keys of the options. */
export function messagingOptionsOf(
  { dataEncryptionKey: origin, ...options }: GeneratedMessaging,
  resources: ReferencedResources,
): AmazonMQOptions {
  return { ...withKey(options, resources), ...(origin && { dataEncryptionKey: resources.key(origin) }) };
}

export const messagingOptions = someOf<GeneratedMessaging>({
  instanceType: engines.brokerInstanceType,
  engineVersion: engines.brokerVersion,
  allowUnlisted: fc.boolean(),
  deploymentMode: engines.deploymentMode,
  rotationInterval,
  removalPolicy,
  encryptionKey,
  dataEncryptionKey: encryptionKey,
  vpcSubnets,
  connectionLimit: wholeNumber(1, 6),
});

export type Topology = Pick<SearchOptions, 'dataNodes' | 'masterNodes' | 'zones' | 'multiAzWithStandby'>;

/** The topology of a domain: mostly a valid combination, sometimes any combination. */
export const topology: fc.Arbitrary<Topology> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      { zones: 1, dataNodes: 1, masterNodes: 0, multiAzWithStandby: false },
      { zones: 2, dataNodes: 4, masterNodes: 3, multiAzWithStandby: false },
      { zones: 3, dataNodes: 5, masterNodes: 5, multiAzWithStandby: false },
      { zones: 3, dataNodes: 80, masterNodes: 3, multiAzWithStandby: false },
      { zones: 3, dataNodes: 9, masterNodes: 3, multiAzWithStandby: true },
    ),
  },
  {
    weight: 1,
    arbitrary: someOf<Topology>({
      dataNodes: wholeNumber(1, 80),
      masterNodes: wholeNumber(0, 5),
      zones: wholeNumber(1, 3),
      multiAzWithStandby: fc.boolean(),
    }),
  },
);

export const searchOptions: fc.Arbitrary<Generated<SearchOptions>> = fc
  .tuple(
    someOf<Omit<Generated<SearchOptions>, keyof Topology>>({
      engineVersion: engines.searchVersion,
      allowUnlisted: fc.boolean(),
      dataNodeInstanceType: engines.searchInstanceType,
      masterNodeInstanceType: engines.searchInstanceType,
      volumeSize: wholeNumber(10, 24576),
      masterUserArn: oneOf(
        [
          'arn:aws:iam::123456789012:role/SearchAdministrator',
          'arn:aws-cn:iam::123456789012:role/teams/search',
          TOKEN_TEXT,
        ],
        [
          '*',
          'arn:aws:iam::123456789012:root',
          'arn:aws:iam::12:role/x',
          'arn:aws:iam::123456789012:role/*',
          ...ODD_TEXTS,
        ],
      ),
      administrators: oneOf([
        [],
        [new iam.AccountRootPrincipal()],
        [new iam.ArnPrincipal('arn:aws:iam::123456789012:role/search-team'), new iam.ArnPrincipal(TOKEN_TEXT)],
      ]),
      serviceLinkedRole: fc.constantFrom(...Object.values(OpenSearchServiceLinkedRole)),
      logsResourcePolicy: fc.boolean(),
      removalPolicy,
      encryptionKey,
      vpcSubnets,
    }),
    topology,
  )
  .map(([{ administrators, ...options }, sizes]) => ({
    ...options,
    ...(options.masterUserArn === undefined && administrators && { administrators }),
    ...sizes,
  }));

function bucketName(name: string): fc.Arbitrary<string> {
  return oneOf(
    [name, `${name}-1`, name.padEnd(63, 'x')],
    ['shared', 'Media', 'media.shop', 'xn--media', 'media-s3alias', 'a'.repeat(64), ...ODD_TEXTS],
  );
}

export const storageOptions = someOf<Generated<StorageOptions>>({
  mediaBucketName: bucketName('media'),
  logsBucketName: bucketName('logs'),
  noncurrentVersionExpiration: days(1, 36500),
  logExpiration: days(1, 36500),
  removalPolicy,
  encryptionKey,
});

/** Options with `copied` instead of the vault for copies, which is imported into the stack. */
export interface GeneratedBackup extends Omit<Generated<BackupOptions>, 'copyTo'> {
  readonly copied?: boolean;
}

export const backupOptions: fc.Arbitrary<GeneratedBackup> = fc
  .tuple(
    someOf<Omit<GeneratedBackup, 'copied' | 'copyRetention'>>({
      retention: days(1, 36500),
      encryptionKey,
      removalPolicy,
    }),
    fc.oneof(
      { weight: 20, arbitrary: fc.constant({}) },
      { weight: 5, arbitrary: fc.record({ copied: fc.constant(true) }) },
      { weight: 5, arbitrary: fc.record({ copied: fc.constant(true), copyRetention: days(1, 36500) }) },
      { weight: 1, arbitrary: fc.record({ copyRetention: days(1, 36500) }) },
    ),
  )
  .map(([options, copies]) => ({ ...options, ...copies }));

/** Creates the key of the options and imports the vault for copies. */
export function backupOptionsOf(
  { copied, ...options }: GeneratedBackup,
  resources: ReferencedResources,
): BackupOptions {
  return { ...withKey(options, resources), ...(copied && { copyTo: resources.vault() }) };
}
