import { aws_ec2 as ec2, aws_opensearchservice as opensearch, aws_rds as rds } from 'aws-cdk-lib';
import { BrokerDeploymentMode, CacheEngine } from '../../src';
import { ODD_TEXTS, oneOf } from './values';

const types = (...names: string[]) => names.map((name) => new ec2.InstanceType(name));

// Instance types and engine versions, valid and invalid.

export const databaseInstanceType = oneOf(
  types('t4g.micro', 't3.medium', 'm8g.large', 'r8g.2xlarge', 'm7i.xlarge', 'r6g.16xlarge'),
  types('t2.micro', 'm4.large', 't4g.nano', 'c5.large', 'db.t4g.micro', 'nonsense'),
);

export const documentDbInstanceType = oneOf(
  types('t4g.medium', 't3.medium', 'r6g.large', 'r6g.4xlarge'),
  types('t4g.small', 'm6g.large', 'nonsense'),
);

const postgres = (...versions: string[]) =>
  versions.map((version) => rds.PostgresEngineVersion.of(version, version.split('.')[0]));

/**
 * The valid versions are major versions. The invalid ones are minor versions, which `allowUnlisted` makes valid, and
 * versions past their end of support.
 */
export const postgresVersion = oneOf(
  postgres('18', '17', '16', '15'),
  postgres('18.1', '17.6', '16.9', '17.2', '16.3', '14', '13', '9.6', ...ODD_TEXTS),
);

const aurora = (...versions: string[]) =>
  versions.map((version) => rds.AuroraPostgresEngineVersion.of(version, version.split('.')[0]));

export const auroraVersion = oneOf(
  aurora('18', '17', '16', '15'),
  aurora('17.5', '16.9', '17.2', '16.6', '14', '13', ...ODD_TEXTS),
);

export const documentDbVersion = oneOf(['8.0.0', '5.0.0'], ['5.0', '5', 'latest', ...ODD_TEXTS]);

export const cacheNodeType = oneOf(
  ['cache.t4g.micro', 'cache.t3.small', 'cache.m7g.large', 'cache.r7g.xlarge'],
  ['t4g.micro', 'cache.t1.micro', 'cache.m3.large', 'cache.r3.large', 'cache', ...ODD_TEXTS],
);

export const cacheEngine = oneOf([
  CacheEngine.VALKEY_9_0,
  CacheEngine.VALKEY_8_2,
  CacheEngine.REDIS_7_1,
  CacheEngine.valkey('7.2'),
]);

export const brokerInstanceType = oneOf(
  ['mq.m7g.medium', 'mq.m7g.large', 'mq.m7g.xlarge', 'mq.m7g.2xlarge', 'mq.m7g.16xlarge'],
  ['mq.t3.micro', 'mq.m5.large', 'm7g.large', 'mq.m7g.nano', ...ODD_TEXTS],
);

export const brokerVersion = oneOf(['4.3', '4.2', '3.13'], ['3.12', '4', '4.2.1', '3.9.16', ...ODD_TEXTS]);

export const deploymentMode = oneOf(Object.values(BrokerDeploymentMode));

export const searchVersion = oneOf(
  ['3.7', '3.1', '2.19'].map((version) => opensearch.EngineVersion.openSearch(version)),
);

export const searchInstanceType = oneOf(
  ['m7g.large.search', 'r7g.xlarge.search', 'c7g.2xlarge.search'],
  ['t3.small.search', 'm7g.large', 't2.small.search', 'm3.large.search', ...ODD_TEXTS],
);
