import { aws_logs as logs } from 'aws-cdk-lib';
import fc from 'fast-check';
import {
  AlarmSeverity,
  AWSProvider,
  type BackupSettings,
  type CacheSettings,
  type DatabaseSettings,
  DevelopmentProvider,
  type EncryptionSettings,
  type IEnvironmentProvider,
  KeyScope,
  LocalStackProvider,
  type MessagingSettings,
  type MonitoringSettings,
  NatGateways,
  type NetworkSettings,
  type RetentionSettings,
  type SearchSettings,
  type SecretSettings,
  StagingProvider,
  type StorageSettings,
} from '../../src';
import * as engines from './engines';
import { type Topology, topology } from './parts';
import { monitoringInterval, rotationInterval } from './stores';
import { days, ODD_TEXTS, oneOf, port, removalPolicy, someOf, TOKEN_TEXT, wholeNumber } from './values';

/** Environment names. They are the first part of the names of parameters. */
export const environmentName = oneOf(
  ['performance', 'qa-2', 'Blue_1.0', 'a'.repeat(64), '1'],
  ['aws', 'ssm', 'aws-prod', 'SSM2', 'a'.repeat(65), 'a/b', TOKEN_TEXT, ...ODD_TEXTS.filter((odd) => odd !== '-')],
);

const custom: fc.Arbitrary<IEnvironmentProvider> = fc
  .tuple(
    fc.record({
      databaseInstanceType: engines.databaseInstanceType,
      cacheNodeType: engines.cacheNodeType,
      mqInstanceType: engines.brokerInstanceType,
    }),
    someOf<Omit<IEnvironmentProvider, 'databaseInstanceType' | 'cacheNodeType' | 'mqInstanceType'>>({
      environmentName: environmentName,
      network: someOf<NetworkSettings>({
        maxAzs: wholeNumber(1, 3),
        natGateways: oneOf(Object.values(NatGateways)),
        flowLogs: fc.boolean(),
        dnsQueryLogs: fc.boolean(),
        restrictPciEgress: fc.boolean(),
      }),
      database: someOf<DatabaseSettings>({
        engineVersion: engines.postgresVersion,
        multiAz: fc.boolean(),
        allocatedStorage: wholeNumber(20, 45),
        maxAllocatedStorage: wholeNumber(50, 65536),
        port,
        backupRetention: days(0, 35),
        auroraEngineVersion: engines.auroraVersion,
        auroraMinCapacity: wholeNumber(0, 8),
        auroraMaxCapacity: wholeNumber(8, 256),
        auroraReaders: wholeNumber(0, 15),
        documentDbEngineVersion: engines.documentDbVersion,
        documentDbInstanceType: engines.documentDbInstanceType,
        documentDbInstances: wholeNumber(1, 16),
        documentDbPort: port,
        monitoringInterval,
        insights: fc.boolean(),
        logExports: fc.boolean(),
      }),
      cache: someOf<CacheSettings>({
        engine: engines.cacheEngine,
        nodes: wholeNumber(1, 6),
        snapshotRetention: days(0, 35),
      }),
      messaging: someOf<MessagingSettings>({
        engineVersion: engines.brokerVersion,
        deploymentMode: engines.deploymentMode,
        backlogThreshold: wholeNumber(0, 100_000),
      }),
      search: fc
        .tuple(
          topology,
          someOf<Omit<SearchSettings, keyof Topology>>({
            engineVersion: engines.searchVersion,
            dataNodeInstanceType: engines.searchInstanceType,
            masterNodeInstanceType: engines.searchInstanceType,
            volumeSize: wholeNumber(10, 24576),
          }),
        )
        .map(([sizes, version]) => ({ ...sizes, ...version })),
      storage: someOf<StorageSettings>({ noncurrentVersionExpiration: days(1, 36500), logExpiration: days(1, 36500) }),
      encryption: someOf<EncryptionSettings>({ keyScope: oneOf(Object.values(KeyScope)) }),
      secrets: someOf<SecretSettings>({ rotationInterval }),
      backup: someOf<BackupSettings>({ retention: days(0, 365) }),
      monitoring: someOf<MonitoringSettings>({
        events: fc.boolean(),
        alarms: fc.boolean(),
        dashboard: fc.boolean(),
        highestSeverity: oneOf(Object.values(AlarmSeverity)),
      }),
      retention: someOf<RetentionSettings>({
        removalPolicy,
        deletionProtection: fc.boolean(),
        logRetention: oneOf([logs.RetentionDays.ONE_DAY, logs.RetentionDays.TEN_YEARS, logs.RetentionDays.INFINITE]),
      }),
    }),
  )
  .map(([required, optional]) => ({ ...required, ...optional }));

/** The environments of the library, and custom environments. */
export const environment: fc.Arbitrary<IEnvironmentProvider> = fc.oneof(
  fc.constant(new LocalStackProvider()),
  fc.constant(new DevelopmentProvider()),
  fc.constant(new StagingProvider()),
  fc.constant(new AWSProvider()),
  { weight: 4, arbitrary: custom },
);
