import { Annotations, App, aws_dynamodb as dynamodb, aws_ec2 as ec2, Lazy, type Stack, Token } from 'aws-cdk-lib';
import { Match, Annotations as SynthesizedAnnotations } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  AmazonMQConstruct,
  AWSProvider,
  BackupConstruct,
  CacheConstruct,
  DatabaseConstruct,
  DataStore,
  EcommerceInfrastructure,
  EcommercePlatform,
  EnvironmentProviderFactory,
  type IEnvironmentProvider,
  SearchConstruct,
  StagingProvider,
  StorageConstruct,
  VpcConstruct,
} from '../../src';
import { ResolvedEnvironment } from '../../src/providers/resolved-environment';
import { existingVpc, threeZoneStack } from '../support/stacks';

const REQUIRED: IEnvironmentProvider = {
  databaseInstanceType: new ec2.InstanceType('t4g.micro'),
  cacheNodeType: 'cache.t4g.micro',
  mqInstanceType: 'mq.m7g.medium',
};

const REMEDY =
  'Return it from the environment provider (in Python, from a `@property`), or create the provider with ' +
  '`EnvironmentProviderFactory.fromValues`.';

/** A provider as JavaScript or Python can make it: with members that the contract does not allow, or without some. */
function looseProvider(members: Record<string, unknown>): IEnvironmentProvider {
  return Object.assign({ ...REQUIRED }, members);
}

const resolve = (provider: IEnvironmentProvider) => ResolvedEnvironment.of(threeZoneStack(), provider);

describe('required settings', () => {
  test.each([
    ['databaseInstanceType', undefined, 'an `ec2.InstanceType`, got undefined'],
    ['databaseInstanceType', null, 'an `ec2.InstanceType`, got null'],
    ['databaseInstanceType', 't4g.micro', "an `ec2.InstanceType`, got 't4g.micro'"],
    ['databaseInstanceType', { size: 'micro' }, 'an `ec2.InstanceType`, got an object'],
    ['cacheNodeType', undefined, "a string such as 'cache.t4g.micro', got undefined"],
    ['cacheNodeType', () => 'cache.t4g.micro', "a string such as 'cache.t4g.micro', got a function"],
    ['mqInstanceType', null, "a string such as 'mq.m7g.medium', got null"],
    ['mqInstanceType', new ec2.InstanceType('m7g.medium'), "a string such as 'mq.m7g.medium', got m7g.medium"],
  ])('rejects %s that is %p, naming the remedy and the construct', (prop, value, message) => {
    expect(() => resolve(looseProvider({ [prop]: value }))).toThrow(
      new Error(`${prop} must be ${message}. ${REMEDY} (in Test)`),
    );
  });

  test('accepts an instance type of another copy of aws-cdk-lib', () => {
    class InstanceType {
      toString() {
        return 't4g.micro';
      }
    }
    const databaseInstanceType = new InstanceType();
    expect(resolve(looseProvider({ databaseInstanceType }))).toMatchObject({ databaseInstanceType });
  });

  test('accepts tokens', () => {
    const tokens = {
      databaseInstanceType: new ec2.InstanceType(Token.asString({ Ref: 'Database' })),
      cacheNodeType: Token.asString({ Ref: 'Cache' }),
      mqInstanceType: Lazy.string({ produce: () => 'mq.m7g.medium' }),
    };
    expect(resolve(tokens)).toMatchObject(tokens);
    expect(() => resolve(looseProvider({ cacheNodeType: Token.asAny({ Ref: 'Cache' }) }))).not.toThrow();
  });

  test.each<[string, (stack: Stack, vpc: ec2.IVpc, provider: IEnvironmentProvider) => unknown]>([
    ['the platform', (stack, _, provider) => new EcommercePlatform(stack, 'Part', { provider })],
    ['the network', (stack, _, provider) => new VpcConstruct(stack, 'Part', { provider })],
    ['the databases', (stack, vpc, provider) => new DatabaseConstruct(stack, 'Part', { provider, vpc })],
    ['the cache', (stack, vpc, provider) => new CacheConstruct(stack, 'Part', { provider, vpc })],
    ['the broker', (stack, vpc, provider) => new AmazonMQConstruct(stack, 'Part', { provider, vpc })],
    ['search', (stack, vpc, provider) => new SearchConstruct(stack, 'Part', { provider, vpc })],
    ['storage', (stack, _, provider) => new StorageConstruct(stack, 'Part', { provider })],
    ['backups', (stack, _, provider) => new BackupConstruct(stack, 'Part', { provider, resourceArns: ['arn'] })],
    ...[
      DataStore.postgresInstance(),
      DataStore.auroraPostgres(),
      DataStore.documentDb(),
      DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }),
    ].map((store): [string, (stack: Stack, vpc: ec2.IVpc, provider: IEnvironmentProvider) => unknown] => [
      store.constructor.name,
      (stack, vpc, provider) => store.bind(new Construct(stack, 'Part'), { serviceName: 'orders', provider, vpc }),
    ]),
  ])('%s rejects a provider that lacks one', (_, create) => {
    const stack = threeZoneStack();
    expect(() => create(stack, existingVpc(stack), looseProvider({ mqInstanceType: undefined }))).toThrow(
      `mqInstanceType must be a string such as 'mq.m7g.medium', got undefined. ${REMEDY} (in Test/Part)`,
    );
  });

  test('the stack rejects a provider that lacks one', () => {
    const provider = looseProvider({ mqInstanceType: undefined });
    expect(() => new EcommerceInfrastructure(new App(), 'Ecommerce', { provider })).toThrow('(in Ecommerce)');
  });
});

describe('a value that is not a provider', () => {
  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['production', "'production'"],
    [AWSProvider, 'a function'],
  ])('is rejected: %p', (value, got) => {
    const props: { provider: IEnvironmentProvider } = Object.assign({ provider: REQUIRED }, { provider: value });
    expect(() => resolve(props.provider)).toThrow(
      new Error(
        `provider must be an environment provider, got ${got}. Create it with \`EnvironmentProviderFactory\`, or pass ` +
          'an instance of a provider class. (in Test)',
      ),
    );
  });
});

test.each([
  ['all', "'all'"],
  [3, '3'],
  [() => ({ maxAzs: 2 }), 'a function'],
])('rejects a group of settings that is %p', (value, got) => {
  expect(() => resolve(looseProvider({ network: value }))).toThrow(
    new Error(
      `network must be an object of settings, got ${got}. Return an object from the environment provider, or leave out ` +
        "`network` for production's settings. (in Test)",
    ),
  );
});

/** The warnings of a stack about the provider's settings. */
function settingWarnings(stack: Stack): { readonly path: string; readonly text: string }[] {
  return SynthesizedAnnotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('\\[ack: @org/ecommerce-constructs:(unknown|empty)Settings?\\]$'))
    .map(({ id, entry }) => ({ path: id, text: String(entry.data) }));
}

function warningsOf(provider: IEnvironmentProvider): string[] {
  const stack = threeZoneStack();
  ResolvedEnvironment.of(stack, provider);
  return settingWarnings(stack).map(({ text }) => text);
}

const UNKNOWN = '[ack: @org/ecommerce-constructs:unknownSetting]';
const ALL_SETTINGS =
  'databaseInstanceType, cacheNodeType, mqInstanceType, environmentName, network, database, cache, messaging, search, ' +
  'storage, encryption, secrets, backup, monitoring, retention';

describe('unknown settings', () => {
  test('a misspelt key of an object literal causes a warning that lists the settings', () => {
    expect(warningsOf(looseProvider({ netwrok: { maxAzs: 2 } }))).toEqual([
      `The setting \`netwrok\` of the environment provider does not exist and is ignored. The settings of an environment are ${ALL_SETTINGS}. ${UNKNOWN}`,
    ]);
  });

  test('each misspelt key of a group causes a warning that lists the settings of the group', () => {
    expect(warningsOf(looseProvider({ network: { natGateway: 'one', nat_gateways: 'one', maxAzs: 2 } }))).toEqual(
      ['natGateway', 'nat_gateways'].map(
        (key) =>
          `The setting \`network.${key}\` of the environment provider does not exist and is ignored. The settings of \`network\` are maxAzs, natGateways, flowLogs, dnsQueryLogs, restrictPciEgress. ${UNKNOWN}`,
      ),
    );
  });

  test.each([
    'network',
    'database',
    'cache',
    'messaging',
    'search',
    'storage',
    'encryption',
    'secrets',
    'backup',
    'monitoring',
    'retention',
  ])('a misspelt key of `%s` causes a warning, also when a class returns the group', (group) => {
    class CustomProvider extends StagingProvider {}
    const provider = Object.assign(new CustomProvider(), { [group]: { typo: 1 } });
    expect(warningsOf(provider)).toEqual([expect.stringContaining(`The setting \`${group}.typo\` of the environment`)]);
  });

  test('the values of `fromValues` are checked', () => {
    const values = { ...REQUIRED, typo: 1 };
    expect(warningsOf(EnvironmentProviderFactory.fromValues(values))).toEqual([
      expect.stringContaining('The setting `typo`'),
    ]);
  });

  test('an object without a prototype is checked', () => {
    expect(warningsOf(Object.assign(Object.create(null), REQUIRED, { typo: 1 }))).toHaveLength(1);
  });

  test('further members of a class cause no warning', () => {
    class Network {
      readonly maxAzs = 2;
      readonly owner = 'platform team';
    }
    class CustomProvider extends StagingProvider {
      readonly owner = 'platform team';
      override readonly network = new Network();
    }
    expect(warningsOf(new CustomProvider())).toEqual([]);
  });

  test('further accessors cause no warning: jsii passes an instance of a Java class as an object with accessors', () => {
    const provider = {
      ...REQUIRED,
      get owner() {
        return 'platform team';
      },
    };
    expect(warningsOf(provider)).toEqual([]);
  });
});

describe('a group without settings', () => {
  test('causes a warning: jsii drops the snake_case keys of a Python dictionary', () => {
    expect(warningsOf({ ...REQUIRED, network: {} })).toEqual([
      "`network` of the environment provider has no settings, so that production's apply. Leave it out, or return at " +
        'least one of maxAzs, natGateways, flowLogs, dnsQueryLogs, restrictPciEgress. In Python, return an instance of ' +
        'the settings class, not a dictionary. [ack: @org/ecommerce-constructs:emptySettings]',
    ]);
  });

  test.each([undefined, null])('causes no warning when it is %p', (network) => {
    expect(warningsOf(looseProvider({ network }))).toEqual([]);
  });
});

describe('a warning about settings', () => {
  const provider = looseProvider({ typo: 1 });

  test('is given once for a platform', () => {
    const stack = threeZoneStack();
    new EcommercePlatform(stack, 'Platform', { provider });
    expect(settingWarnings(stack).map(({ path }) => path)).toEqual(['/Test/Platform']);
  });

  test('is given once for parts of one stack that have the same provider', () => {
    const stack = threeZoneStack();
    const vpc = existingVpc(stack);
    new CacheConstruct(stack, 'Cache', { provider, vpc });
    new AmazonMQConstruct(stack, 'Broker', { provider, vpc });
    expect(settingWarnings(stack).map(({ path }) => path)).toEqual(['/Test/Cache']);
  });

  test('can be acknowledged on the construct that has the provider', () => {
    const stack = threeZoneStack();
    const platform = new EcommercePlatform(stack, 'Platform', { provider });
    Annotations.of(platform).acknowledgeWarning('@org/ecommerce-constructs:unknownSetting');
    expect(settingWarnings(stack)).toEqual([]);
  });
});
