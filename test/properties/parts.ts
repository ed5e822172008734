import { aws_ec2 as ec2, Fn } from 'aws-cdk-lib';
import fc from 'fast-check';
import {
  type AmazonMQOptions,
  type BackupOptions,
  type CacheOptions,
  NatGateways,
  type SearchOptions,
  type StorageOptions,
  type VpcOptions,
} from '../../src';
import * as engines from './engines';
import { type Drawn, encryptionKey, rotationInterval, vpcSubnets, withKey } from './stores';
import type { Surroundings } from './surroundings';
import { days, mostly, ODD_TEXTS, oneOf, port, removalPolicy, someOf, TOKEN_TEXT, wholeNumber } from './values';

const { InterfaceVpcEndpointAwsService: endpoint } = ec2;

/** Options with a text in place of their addresses, which count what is taken from them. */
export interface VpcDraw extends Omit<Drawn<VpcOptions>, 'ipAddresses'> {
  readonly ipAddresses?: string;
}

const ENDPOINTS = [endpoint.SECRETS_MANAGER, endpoint.ECR, endpoint.ECR_DOCKER, endpoint.SSM];

/** Zones of whichever region. */
const ZONES = [0, 1, 2, 3].map((index) => Fn.select(index, Fn.getAzs()));

const zones: fc.Arbitrary<VpcDraw> = fc.oneof(
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
  { weight: 1, arbitrary: fc.record({ maxAzs: fc.constant(2), availabilityZones: fc.constant(ZONES.slice(0, 2)) }) },
);

const groupNames = ['bastion', 'Lambda-1', 'a'.repeat(63)];

export const vpcOptions: fc.Arbitrary<VpcDraw> = fc
  .tuple(
    someOf<Omit<VpcDraw, 'maxAzs' | 'availabilityZones'>>({
      ipAddresses: oneOf(
        ['10.0.0.0/16', '192.168.0.0/20', '172.16.0.0/24'],
        ['10.0.0.0/8', '10.0.0.0/15', '10.0.0.0/27', '10.0.0.0/28', '10.0.0.0/30'],
      ),
      natGateways: oneOf(Object.values(NatGateways)),
      interfaceEndpoints: mostly(fc.subarray(ENDPOINTS), [endpoint.SSM, endpoint.ECR, endpoint.SSM]),
      flowLogs: fc.boolean(),
      encryptionKey,
      securityGroupNames: mostly(
        fc.subarray(groupNames),
        ...['endpoints', '1st', 'bastion', ...ODD_TEXTS].map((odd) => ['bastion', odd]),
      ),
    }),
    zones,
  )
  .map(([options, drawn]) => ({ ...options, ...drawn }));

/** The options, with their addresses and their key made. */
export function vpcOptionsOf({ ipAddresses, ...options }: VpcDraw, surroundings: Surroundings): VpcOptions {
  return {
    ...withKey(options, surroundings),
    ...(ipAddresses !== undefined && { ipAddresses: ec2.IpAddresses.cidr(ipAddresses) }),
  };
}

export const cacheOptions = someOf<Drawn<CacheOptions>>({
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
});

export const messagingOptions = someOf<Drawn<AmazonMQOptions>>({
  instanceType: engines.brokerInstanceType,
  engineVersion: engines.brokerVersion,
  allowUnlisted: fc.boolean(),
  deploymentMode: engines.deploymentMode,
  rotationInterval,
  removalPolicy,
  encryptionKey,
  vpcSubnets,
});

export type Topology = Pick<SearchOptions, 'dataNodes' | 'masterNodes' | 'zones' | 'multiAzWithStandby'>;

/** Sizes of a domain: some that go together, and any. */
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

export const searchOptions: fc.Arbitrary<Drawn<SearchOptions>> = fc
  .tuple(
    someOf<Omit<Drawn<SearchOptions>, keyof Topology>>({
      engineVersion: engines.searchVersion,
      allowUnlisted: fc.boolean(),
      dataNodeInstanceType: engines.searchInstanceType,
      masterNodeInstanceType: engines.searchInstanceType,
      volumeSize: wholeNumber(10, 24576),
      masterUserArn: oneOf(
        [
          'arn:aws:iam::123456789012:role/SearchAdministrator',
          'arn:aws-cn:iam::123456789012:user/teams/search',
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
      serviceLinkedRole: fc.boolean(),
      logsResourcePolicy: fc.boolean(),
      removalPolicy,
      encryptionKey,
      vpcSubnets,
    }),
    topology,
  )
  .map(([options, sizes]) => ({ ...options, ...sizes }));

function bucketName(own: string): fc.Arbitrary<string> {
  return oneOf(
    [own, `${own}-1`, own.padEnd(63, 'x')],
    ['shared', 'Media', 'media.shop', 'xn--media', 'media-s3alias', 'a'.repeat(64), ...ODD_TEXTS],
  );
}

export const storageOptions = someOf<Drawn<StorageOptions>>({
  mediaBucketName: bucketName('media'),
  logsBucketName: bucketName('logs'),
  noncurrentVersionExpiration: days(1, 36500),
  logExpiration: days(1, 36500),
  removalPolicy,
  encryptionKey,
});

/** Options with whether there are copies in place of their vault, which is imported. */
export interface BackupDraw extends Omit<Drawn<BackupOptions>, 'copyTo'> {
  readonly copied?: boolean;
}

export const backupOptions: fc.Arbitrary<BackupDraw> = fc
  .tuple(
    someOf<Omit<BackupDraw, 'copied' | 'copyRetention'>>({ retention: days(1, 36500), encryptionKey, removalPolicy }),
    fc.oneof(
      { weight: 20, arbitrary: fc.constant({}) },
      { weight: 5, arbitrary: fc.record({ copied: fc.constant(true) }) },
      { weight: 5, arbitrary: fc.record({ copied: fc.constant(true), copyRetention: days(1, 36500) }) },
      { weight: 1, arbitrary: fc.record({ copyRetention: days(1, 36500) }) },
    ),
  )
  .map(([options, copies]) => ({ ...options, ...copies }));

/** The options, with their key made and the vault of the copies imported. */
export function backupOptionsOf({ copied, ...options }: BackupDraw, surroundings: Surroundings): BackupOptions {
  return { ...withKey(options, surroundings), ...(copied && { copyTo: surroundings.vault() }) };
}
