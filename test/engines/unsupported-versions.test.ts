import { Stack } from 'aws-cdk-lib';
import { requireSupportedEngine } from '../../src/engines/engine-rules';
import {
  AURORA_POSTGRESQL,
  DOCUMENTDB,
  type Engine,
  OPENSEARCH,
  POSTGRESQL,
  RABBITMQ,
  REDIS_OSS,
} from '../../src/engines/engine-table';

/** Versions past standard support, and versions that AWS no longer creates, from its release calendars. */
const UNSUPPORTED: [Engine, string[]][] = [
  [POSTGRESQL, ['9', '10', '11', '12', '13']],
  [POSTGRESQL, ['15.2', '15.3', '15.4', '15.5', '15.6', '15.7', '15.8', '15.9', '15.10', '15.11', '15.12']],
  [POSTGRESQL, ['16.1', '16.2', '16.3', '16.4', '16.5', '16.6', '16.7', '16.8']],
  [POSTGRESQL, ['17.1', '17.2', '17.3', '17.4']],
  [AURORA_POSTGRESQL, ['9', '10', '11', '12', '13']],
  [AURORA_POSTGRESQL, ['15.2', '15.3', '15.4', '15.5', '15.6', '15.7', '15.8', '15.9']],
  [AURORA_POSTGRESQL, ['16.0', '16.1', '16.2', '16.3', '16.4', '16.5', '16.6', '17.1', '17.2']],
  [DOCUMENTDB, ['3.6', '3.6.0']],
  [REDIS_OSS, ['2', '3', '4', '5', '2.8', '3.2', '4.0', '5.0']],
  [RABBITMQ, ['3.8', '3.9', '3.10', '3.11', '3.12', '3.12.13']],
  [OPENSEARCH, ['1.0', '1.1', '1.2', '2.3', '2.4', '2.5', '2.6', '2.7', '2.8', '2.9']],
  [
    OPENSEARCH,
    [
      'Elasticsearch_1.5',
      'Elasticsearch_2.3',
      'Elasticsearch_5.1',
      'Elasticsearch_5.3',
      'Elasticsearch_5.5',
      'Elasticsearch_5.6',
    ],
  ],
  [
    OPENSEARCH,
    [
      'Elasticsearch_6.0',
      'Elasticsearch_6.1',
      'Elasticsearch_6.2',
      'Elasticsearch_6.3',
      'Elasticsearch_6.4',
      'Elasticsearch_6.5',
      'Elasticsearch_6.6',
      'Elasticsearch_6.7',
    ],
  ],
  [
    OPENSEARCH,
    [
      'Elasticsearch_7.1',
      'Elasticsearch_7.2',
      'Elasticsearch_7.3',
      'Elasticsearch_7.4',
      'Elasticsearch_7.5',
      'Elasticsearch_7.6',
      'Elasticsearch_7.7',
      'Elasticsearch_7.8',
    ],
  ],
];

/** The oldest versions that AWS still supports, and versions that only begin with the same digits as unsupported ones. */
const SUPPORTED: [Engine, string[]][] = [
  [POSTGRESQL, ['14', '15.13', '16.9', '17.5', '130']],
  [AURORA_POSTGRESQL, ['14', '15.10', '16.7', '17.3', '90']],
  [DOCUMENTDB, ['4.0.0', '3.60']],
  [REDIS_OSS, ['6.2', '50.1']],
  [RABBITMQ, ['3.130', '3.81']],
  [OPENSEARCH, ['1.3', '2.10', '2.90', 'Elasticsearch_6.8', 'Elasticsearch_7.9', 'Elasticsearch_7.10']],
];

const each = (table: [Engine, string[]][]) =>
  table.flatMap(([engine, versions]) => versions.map((version) => ({ name: engine.name, engine, version })));

test.each(each(UNSUPPORTED))('rejects $name $version even if unlisted versions are allowed', ({ engine, version }) => {
  expect(() => requireSupportedEngine(new Stack(), engine, { version, allowUnlisted: true })).toThrow(
    `Standard support of ${engine.name} ${version} has ended, or AWS no longer creates it: choose a supported version. (in Default)`,
  );
});

test.each(each(SUPPORTED))('accepts $name $version if unlisted versions are allowed', ({ engine, version }) => {
  expect(() => requireSupportedEngine(new Stack(), engine, { version, allowUnlisted: true })).not.toThrow();
});
