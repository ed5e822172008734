import { Duration, aws_ec2 as ec2, RemovalPolicy } from 'aws-cdk-lib';
import {
  AWSProvider,
  DevelopmentProvider,
  type IEnvironmentProvider,
  KeyScope,
  LocalStackProvider,
  StagingProvider,
} from '../../src';
import { ResolvedEnvironment } from '../../src/providers/resolved-environment';

const threeAnswers: IEnvironmentProvider = {
  databaseInstanceType: new ec2.InstanceType('t4g.micro'),
  cacheNodeType: 'cache.t4g.micro',
  mqInstanceType: 'mq.m7g.medium',
};

test('a provider with three answers alone is completed with the answers of production, but for its name', () => {
  expect(ResolvedEnvironment.of(threeAnswers)).toEqual({
    ...ResolvedEnvironment.of(new AWSProvider()),
    ...threeAnswers,
    environmentName: undefined,
  });
});

test('an environment that is resolved already is taken as it is', () => {
  const resolved = ResolvedEnvironment.of(new AWSProvider());
  expect(ResolvedEnvironment.of(resolved)).toBe(resolved);
});

test('one answer of a part leaves the others of that part as in production', () => {
  const { network } = ResolvedEnvironment.of({ ...threeAnswers, network: { maxAzs: 2 } });
  expect(network).toEqual({ ...new AWSProvider().network, maxAzs: 2 });
});

test('an answer that is present but undefined counts as left out', () => {
  const { cache } = ResolvedEnvironment.of({ ...threeAnswers, cache: { nodes: undefined } });
  expect(cache.nodes).toBe(2);
});

test.each([
  ['production', new AWSProvider(), RemovalPolicy.RETAIN, true, 14],
  ['staging', new StagingProvider(), RemovalPolicy.RETAIN, true, 7],
  ['development', new DevelopmentProvider(), RemovalPolicy.DESTROY, false, 1],
  ['local', new LocalStackProvider(), RemovalPolicy.DESTROY, false, 0],
])('%s keeps what it must', (_, provider, removalPolicy, deletionProtection, backupDays) => {
  const { retention, database } = ResolvedEnvironment.of(provider);
  expect(retention).toMatchObject({ removalPolicy, deletionProtection });
  expect(database.backupRetention).toEqual(Duration.days(backupDays));
});

test.each([
  ['production', new AWSProvider(), KeyScope.SERVICE],
  ['staging', new StagingProvider(), KeyScope.PLATFORM],
  ['development', new DevelopmentProvider(), KeyScope.PLATFORM],
  ['local', new LocalStackProvider(), KeyScope.PLATFORM],
  ['an environment that does not say', threeAnswers, KeyScope.SERVICE],
])('in %s a key stands for as much as it should', (_, provider, keyScope) => {
  expect(ResolvedEnvironment.of(provider).encryption.keyScope).toBe(keyScope);
});
