import { aws_dynamodb as dynamodb, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AWSProvider, DataStore, EcommerceInfrastructure, ServiceCatalogue } from '../../src';
import type { AlarmDefinition } from '../../src/monitoring/alarm-definition';
import type { IMonitored } from '../../src/monitoring/monitored';
import { MonitoringConstruct } from '../../src/monitoring/monitoring-construct';
import { newApp } from './apps';

/** A kind of owner of alarms, as the documentation names it. */
export interface WatchedKind {
  readonly kind: string;
  readonly alarms: AlarmDefinition[];
}

/** The alarms of a production platform with every kind of store and part, and its templates. */
export interface EveryAlarm {
  readonly watched: WatchedKind[];
  readonly templates: Template[];
}

/** Creates the platform. Alarms without a threshold are in the result too. */
export function everyAlarm(): EveryAlarm {
  const watch = jest.spyOn(MonitoringConstruct.prototype, 'watch');
  const app = newApp();
  const shop = new EcommerceInfrastructure(app, 'Shop', {
    env: { account: '123456789012', region: 'eu-central-1' },
    provider: new AWSProvider(),
    catalogue: ServiceCatalogue.of([
      { name: 'instance', store: DataStore.postgresInstance() },
      { name: 'aurora', store: DataStore.auroraPostgres() },
      { name: 'proxied', store: DataStore.auroraPostgres({ proxy: true }) },
      { name: 'documents', store: DataStore.documentDb({ instanceType: BURSTABLE }) },
      { name: 'items', store: DataStore.dynamoDb({ partitionKey: PARTITION_KEY }) },
    ]),
  });
  const stacks = [shop, ...shop.node.findAll().filter((child) => child instanceof Stack)];
  const templates = stacks
    .filter((stack) => stack.nestedStackParent === undefined)
    .map((stack) => Template.fromStack(stack));
  const calls: [string, IMonitored][] = watch.mock.calls;
  const watched = Object.entries(KINDS).map(([owner, kind]) => ({
    kind,
    alarms: calls.filter(([name]) => name === owner).flatMap(([, { alarms }]) => alarms),
  }));
  expect(calls.filter(([owner]) => KINDS[owner] === undefined)).toEqual([]);
  watch.mockRestore();
  const ofDatabase = watched
    .filter(({ kind }) => kind === KINDS.aurora)
    .flatMap(({ alarms }) => alarms.map(({ alarmId }) => alarmId));
  const withoutDatabase = ({ kind, alarms }: WatchedKind) => ({
    kind,
    alarms: kind === PROXY ? alarms.filter(({ alarmId }) => !ofDatabase.includes(alarmId)) : alarms,
  });
  return { watched: watched.map(withoutDatabase), templates };
}

const BURSTABLE = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM);

const PARTITION_KEY = { name: 'id', type: dynamodb.AttributeType.STRING };

/** An Aurora cluster with a proxy, of which only the alarms of the proxy are listed. */
const PROXY = 'RDS Proxy';

const KINDS: Record<string, string> = {
  instance: 'PostgreSQL instance',
  aurora: 'Aurora',
  proxied: PROXY,
  documents: 'DocumentDB',
  items: 'DynamoDB',
  cache: 'Cache',
  messaging: 'Broker',
  search: 'Search',
  network: 'Network',
  operations: 'Operations topic',
};
