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
import { loginOptions } from './logins';
import {
  backupOptions,
  backupOptionsOf,
  cacheOptions,
  messagingOptions,
  messagingOptionsOf,
  searchOptions,
  storageOptions,
  vpcOptions,
  vpcOptionsOf,
} from './parts';
import { platform, platformProps } from './platforms';
import { ReferencedResources } from './referenced-resources';
import { show } from './show';
import { databaseOptions, withKey } from './stores';
import { mostly, ODD_TEXTS, TOKEN_TEXT } from './values';

/** One generated case: it prints its generated values, and builds a construct from them in an app. */
export class GeneratedCase {
  constructor(
    private readonly generated: object,
    public readonly build: (app: App, env?: Environment) => void,
  ) {}

  public [fc.toStringMethod](): string {
    return show(this.generated);
  }
}

/** Builds each generated case in a new stack, together with the resources that its props refer to. */
function inStack<Values extends object>(
  arbitrary: fc.Arbitrary<Values>,
  build: (stack: Stack, generated: Values, resources: ReferencedResources) => void,
): fc.Arbitrary<GeneratedCase> {
  return arbitrary.map(
    (generated) =>
      new GeneratedCase(generated, (app, env) => {
        const stack = new Stack(app, 'Test', { env });
        build(stack, generated, new ReferencedResources(stack));
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

const stores = fc.record({ provider: environment, catalogue, logins: loginOptions, options: databaseOptions });

/** The constructs that the property tests build, each with its generated cases and its share of all cases. */
export const SUBJECTS: ReadonlyArray<{
  readonly name: string;
  readonly share: number;
  readonly cases: fc.Arbitrary<GeneratedCase>;
}> = [
  {
    name: 'VpcConstruct',
    share: 0.05,
    cases: inStack(
      fc.record({ provider: environment, options: vpcOptions }),
      (stack, { provider, options }, resources) => {
        new VpcConstruct(stack, 'Network', { ...vpcOptionsOf(options, resources), provider });
      },
    ),
  },
  {
    name: 'CacheConstruct',
    share: 0.05,
    cases: inStack(
      fc.record({ provider: environment, options: cacheOptions }),
      (stack, { provider, options }, resources) => {
        new CacheConstruct(stack, 'Cache', { ...withKey(options, resources), provider, vpc: resources.vpc() });
      },
    ),
  },
  {
    name: 'AmazonMQConstruct',
    share: 0.05,
    cases: inStack(
      fc.record({ provider: environment, options: messagingOptions }),
      (stack, { provider, options }, resources) => {
        new AmazonMQConstruct(stack, 'Messaging', {
          ...messagingOptionsOf(options, resources),
          provider,
          vpc: resources.vpc(),
        });
      },
    ),
  },
  {
    name: 'SearchConstruct',
    share: 0.1,
    cases: inStack(
      fc.record({ provider: environment, options: searchOptions }),
      (stack, { provider, options }, resources) => {
        new SearchConstruct(stack, 'Search', { ...withKey(options, resources), provider, vpc: resources.vpc() });
      },
    ),
  },
  {
    name: 'StorageConstruct',
    share: 0.05,
    cases: inStack(
      fc.record({ provider: environment, options: storageOptions }),
      (stack, { provider, options }, resources) => {
        new StorageConstruct(stack, 'Storage', { ...withKey(options, resources), provider });
      },
    ),
  },
  {
    name: 'BackupConstruct',
    share: 0.05,
    cases: inStack(
      fc.record({ provider: environment, options: backupOptions, resourceArns }),
      (stack, { provider, options, resourceArns: arns }, resources) => {
        new BackupConstruct(stack, 'Backup', { ...backupOptionsOf(options, resources), provider, resourceArns: arns });
      },
    ),
  },
  {
    name: 'DatabaseConstruct',
    share: 0.15,
    cases: inStack(stores, (stack, { provider, catalogue: services, logins, options }, resources) => {
      new DatabaseConstruct(stack, 'Database', {
        ...withKey(options, resources),
        provider,
        logins,
        vpc: resources.vpc(),
        catalogue: catalogueOf(services, resources),
        search: { domain: resources.domain() },
      });
    }),
  },
  {
    name: 'EcommercePlatform',
    share: 0.3,
    cases: inStack(platform, (stack, generated, resources) => {
      new EcommercePlatform(stack, 'Platform', platformProps(generated, resources));
    }),
  },
  {
    name: 'EcommerceInfrastructure',
    share: 0.4, // one case in three is a template
    cases: platform.map(
      (generated) =>
        new GeneratedCase(generated, (app, env) => {
          const resources = new ReferencedResources(
            new Stack(app, 'Imports', { env }),
            new Stack(app, 'Parts', { env }),
          );
          new EcommerceInfrastructure(app, 'Test', { ...platformProps(generated, resources), env });
        }),
    ),
  },
];
