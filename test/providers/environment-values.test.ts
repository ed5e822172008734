import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { AWSProvider, EnvironmentProviderFactory, NatGateways, StagingProvider } from '../../src';
import { ResolvedEnvironment } from '../../src/providers/resolved-environment';
import { threeZoneStack } from '../support/stacks';

interface Member {
  readonly name: string;
  readonly optional?: boolean;
  readonly type: unknown;
  readonly docs: unknown;
}

/** The members of a type of the library, as jsii compiled them. */
function membersOf(type: string): Member[] {
  const { types }: { readonly types: Record<string, { readonly properties?: readonly Member[] }> } = JSON.parse(
    readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8'),
  );
  const members = types[`@org/ecommerce-constructs.${type}`].properties ?? [];
  return members.map(({ name, optional = false, type, docs }) => ({ name, optional, type, docs }));
}

test('EnvironmentValues has the members of IEnvironmentProvider, with the same types and documentation', () => {
  expect(membersOf('EnvironmentValues').length).toBeGreaterThan(3);
  expect(membersOf('EnvironmentValues')).toEqual(membersOf('IEnvironmentProvider'));
});

test('fromValues returns a provider of the values', () => {
  const { databaseInstanceType, cacheNodeType, mqInstanceType } = new StagingProvider();
  const provider = EnvironmentProviderFactory.fromValues({
    environmentName: 'qa',
    databaseInstanceType,
    cacheNodeType,
    mqInstanceType,
    network: { natGateways: NatGateways.ONE },
    backup: { retention: Duration.days(1) },
  });
  const production = ResolvedEnvironment.of(threeZoneStack(), new AWSProvider());
  expect(ResolvedEnvironment.of(threeZoneStack(), provider)).toEqual({
    ...production,
    environmentName: 'qa',
    databaseInstanceType,
    cacheNodeType,
    mqInstanceType,
    network: { ...production.network, natGateways: NatGateways.ONE },
    backup: { retention: Duration.days(1) },
  });
});
