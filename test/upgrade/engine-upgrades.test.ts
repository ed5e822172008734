import { isDeepStrictEqual } from 'node:util';
import { aws_rds as rds } from 'aws-cdk-lib';
import { AWSProvider, DataStore, type IDataStore } from '../../src';
import { templateWith } from './deployments';
import { EVERY_KIND } from './every-kind';

function templateOf(service: string, store: IDataStore) {
  return templateWith({ provider: new AWSProvider(), catalogue: EVERY_KIND.withStore(service, store) });
}

/** The properties that change, by the type of the resource. The two templates have the same resources. */
function changes(service: string, from: IDataStore, to: IDataStore): Record<string, string[]> {
  const before = templateOf(service, from).Resources;
  const after = templateOf(service, to).Resources;
  expect(Object.keys(after)).toEqual(Object.keys(before));
  const changed = Object.entries(before).map(([id, { Type, Properties = {} }]) => {
    const names = Object.keys({ ...Properties, ...after[id].Properties });
    return [Type, names.filter((name) => !isDeepStrictEqual(Properties[name], after[id].Properties?.[name]))] as const;
  });
  return Object.fromEntries(changed.filter(([, names]) => names.length > 0));
}

const postgres = (major: string) =>
  DataStore.postgresInstance({ engineVersion: rds.PostgresEngineVersion.of(major, major) });
const aurora = (major: string) =>
  DataStore.auroraPostgres({ engineVersion: rds.AuroraPostgresEngineVersion.of(major, major) });
const documents = (engineVersion: string) => DataStore.documentDb({ engineVersion });

// RDS and DocumentDB require a parameter group of the new family in the request that upgrades a database with a custom
// group. CloudFormation replaces the group before it changes the database, because the family is create-only.
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html EngineVersion
test.each([
  ['PostgreSQL', 'orders', postgres('17'), postgres('18'), 'AWS::RDS::DBInstance', 'AWS::RDS::DBParameterGroup'],
  ['Aurora', 'carts', aurora('16'), aurora('17'), 'AWS::RDS::DBCluster', 'AWS::RDS::DBClusterParameterGroup'],
  [
    'DocumentDB',
    'reviews',
    documents('5.0.0'),
    documents('8.0.0'),
    'AWS::DocDB::DBCluster',
    'AWS::DocDB::DBClusterParameterGroup',
  ],
])('a new major version of %s changes the version and the family of its parameter group only', (...row) => {
  const [, service, from, to, database, group] = row;
  expect(changes(service, from, to)).toEqual({ [database]: ['EngineVersion'], [group]: ['Family'] });
});

test('a patch of DocumentDB keeps the parameter group', () => {
  expect(changes('reviews', documents('8.0.0'), documents('8.0.1'))).toEqual({
    'AWS::DocDB::DBCluster': ['EngineVersion'],
  });
});

test('RDS is allowed to upgrade the major version of an instance', () => {
  const instances = Object.values(templateOf('orders', postgres('18')).Resources).filter(
    ({ Type, Properties }) => Type === 'AWS::RDS::DBInstance' && Properties?.Engine === 'postgres',
  );
  expect(instances.map(({ Properties }) => Properties?.AllowMajorVersionUpgrade)).toEqual([true, true]);
});
