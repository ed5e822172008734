import { type App, type Environment, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import {
  AmazonMQConstruct,
  BackupConstruct,
  CacheConstruct,
  DatabaseConstruct,
  EcommerceInfrastructure,
  EcommercePlatform,
  SearchConstruct,
  StorageConstruct,
  VpcConstruct,
} from '../../src';
import { catalogue, catalogueOf } from './catalogues';
import { environment } from './environments';
import {
  backupOptions,
  backupOptionsOf,
  cacheOptions,
  messagingOptions,
  searchOptions,
  storageOptions,
  vpcOptions,
  vpcOptionsOf,
} from './parts';
import { platform, platformProps } from './platforms';
import { show } from './show';
import { databaseOptions, withKey } from './stores';
import { Surroundings } from './surroundings';
import { mostly, ODD_TEXTS, TOKEN_TEXT } from './values';

/** One draw: it is printed as what was drawn, and builds that in an app. */
export class Draw {
  constructor(
    private readonly drawn: object,
    public readonly build: (app: App, env?: Environment) => void,
  ) {}

  public [fc.toStringMethod](): string {
    return show(this.drawn);
  }
}

/** Draws that are built in a stack of their own, together with what their props refer to. */
function inStack<Drawn extends object>(
  arbitrary: fc.Arbitrary<Drawn>,
  build: (stack: Stack, drawn: Drawn, surroundings: Surroundings) => void,
): fc.Arbitrary<Draw> {
  return arbitrary.map(
    (drawn) =>
      new Draw(drawn, (app, env) => {
        const stack = new Stack(app, 'Test', { env });
        build(stack, drawn, new Surroundings(stack));
      }),
  );
}

const ARNS = ['db:orders', 'cluster:reviews'].map((name) => `arn:aws:rds:eu-central-1:123456789012:${name}`);

const resourceArns = mostly(
  fc.subarray([...ARNS, TOKEN_TEXT], { minLength: 1 }),
  [],
  ['orders'],
  ['*'],
  ...ODD_TEXTS.map((odd) => [odd]),
);

const stores = fc.record({ provider: environment, catalogue, options: databaseOptions });

/** What is drawn, by the construct that is built, with its share of all draws. */
export const SUBJECTS: ReadonlyArray<{
  readonly name: string;
  readonly share: number;
  readonly draws: fc.Arbitrary<Draw>;
}> = [
  {
    name: 'VpcConstruct',
    share: 0.05,
    draws: inStack(
      fc.record({ provider: environment, options: vpcOptions }),
      (stack, { provider, options }, around) => {
        new VpcConstruct(stack, 'Network', { ...vpcOptionsOf(options, around), provider });
      },
    ),
  },
  {
    name: 'CacheConstruct',
    share: 0.05,
    draws: inStack(
      fc.record({ provider: environment, options: cacheOptions }),
      (stack, { provider, options }, around) => {
        new CacheConstruct(stack, 'Cache', { ...withKey(options, around), provider, vpc: around.vpc() });
      },
    ),
  },
  {
    name: 'AmazonMQConstruct',
    share: 0.05,
    draws: inStack(
      fc.record({ provider: environment, options: messagingOptions }),
      (stack, { provider, options }, around) => {
        new AmazonMQConstruct(stack, 'Messaging', { ...withKey(options, around), provider, vpc: around.vpc() });
      },
    ),
  },
  {
    name: 'SearchConstruct',
    share: 0.1,
    draws: inStack(
      fc.record({ provider: environment, options: searchOptions }),
      (stack, { provider, options }, around) => {
        new SearchConstruct(stack, 'Search', { ...withKey(options, around), provider, vpc: around.vpc() });
      },
    ),
  },
  {
    name: 'StorageConstruct',
    share: 0.05,
    draws: inStack(
      fc.record({ provider: environment, options: storageOptions }),
      (stack, { provider, options }, around) => {
        new StorageConstruct(stack, 'Storage', { ...withKey(options, around), provider });
      },
    ),
  },
  {
    name: 'BackupConstruct',
    share: 0.05,
    draws: inStack(
      fc.record({ provider: environment, options: backupOptions, resourceArns }),
      (stack, { provider, options, resourceArns: arns }, around) => {
        new BackupConstruct(stack, 'Backup', { ...backupOptionsOf(options, around), provider, resourceArns: arns });
      },
    ),
  },
  {
    name: 'DatabaseConstruct',
    share: 0.15,
    draws: inStack(stores, (stack, { provider, catalogue: services, options }, around) => {
      new DatabaseConstruct(stack, 'Database', {
        ...withKey(options, around),
        provider,
        vpc: around.vpc(),
        catalogue: catalogueOf(services, around),
        search: { domain: around.domain() },
      });
    }),
  },
  {
    name: 'EcommercePlatform',
    share: 0.3,
    draws: inStack(platform, (stack, drawn, around) => {
      new EcommercePlatform(stack, 'Platform', platformProps(drawn, around));
    }),
  },
  {
    name: 'EcommerceInfrastructure',
    share: 0.2,
    draws: platform.map(
      (drawn) =>
        new Draw(drawn, (app, env) => {
          const around = new Surroundings(new Stack(app, 'Imports', { env }), new Stack(app, 'Parts', { env }));
          new EcommerceInfrastructure(app, 'Test', { ...platformProps(drawn, around), env });
        }),
    ),
  },
];
