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
import { threeZoneStack } from '../support/stacks';

const requiredSettings: IEnvironmentProvider = {
  databaseInstanceType: new ec2.InstanceType('t4g.micro'),
  cacheNodeType: 'cache.t4g.micro',
  mqInstanceType: 'mq.m7g.medium',
};

const resolve = (provider: IEnvironmentProvider) => ResolvedEnvironment.of(threeZoneStack(), provider);

test('a provider with only the three required settings has every other setting of production, but no name', () => {
  expect(resolve(requiredSettings)).toEqual({
    ...resolve(new AWSProvider()),
    ...requiredSettings,
    environmentName: undefined,
  });
});

test('resolving a resolved environment returns the same environment', () => {
  const resolved = resolve(new AWSProvider());
  expect(resolve(resolved)).toBe(resolved);
});

test("one setting of a group leaves the group's other settings as in production", () => {
  const { network } = resolve({ ...requiredSettings, network: { maxAzs: 2 } });
  expect(network).toEqual({ ...new AWSProvider().network, maxAzs: 2 });
});

test("an undefined setting has production's value", () => {
  const { cache } = resolve({ ...requiredSettings, cache: { nodes: undefined } });
  expect(cache.nodes).toBe(2);
});

test.each([
  ['production', new AWSProvider(), RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, true, 14],
  ['staging', new StagingProvider(), RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, true, 7],
  ['development', new DevelopmentProvider(), RemovalPolicy.DESTROY, false, 1],
  ['local', new LocalStackProvider(), RemovalPolicy.DESTROY, false, 0],
])(
  '%s has its removal policy, deletion protection and backup retention',
  (_, provider, removalPolicy, deletionProtection, backupDays) => {
    const { retention, database } = resolve(provider);
    expect(retention).toMatchObject({ removalPolicy, deletionProtection });
    expect(database.backupRetention).toEqual(Duration.days(backupDays));
  },
);

test.each([
  ['production', new AWSProvider(), KeyScope.SERVICE],
  ['staging', new StagingProvider(), KeyScope.PLATFORM],
  ['development', new DevelopmentProvider(), KeyScope.PLATFORM],
  ['local', new LocalStackProvider(), KeyScope.PLATFORM],
  ['an environment without the setting', requiredSettings, KeyScope.SERVICE],
])('%s has its scope of encryption keys', (_, provider, keyScope) => {
  expect(resolve(provider).encryption.keyScope).toBe(keyScope);
});
