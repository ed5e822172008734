import {
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_kms as kms,
  aws_rds as rds,
  Stack,
} from 'aws-cdk-lib';
import {
  CacheEngine,
  DataStore,
  EcommerceInfrastructure,
  EcommercePlatform,
  type EcommercePlatformProps,
  EnvironmentProviderFactory,
  NatGateways,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { propertyAt } from '../support/resources';
import { CREATION_CHECKS, type CreationCheck, LOG_GROUPS, LOOKED_UP, NOT_CHECKED, POLICIES } from './creation-checks';
import { type OrderedResource, TemplateOrder } from './template-order';

/** A service on each kind of store, with a proxy, and restored. */
const STORES = ServiceCatalogue.of([
  { name: 'carts', store: DataStore.auroraPostgres({ proxy: true }) },
  { name: 'orders', store: DataStore.postgresInstance({ proxy: true }) },
  {
    name: 'restoredcarts',
    store: DataStore.auroraPostgres({
      restoreFromSnapshot: 'carts-1',
      engineVersion: rds.AuroraPostgresEngineVersion.of('17', '17'),
      proxy: true,
    }),
  },
  {
    name: 'restoredorders',
    store: DataStore.postgresInstance({
      restoreFromSnapshot: 'orders-1',
      engineVersion: rds.PostgresEngineVersion.VER_18,
    }),
  },
  {
    name: 'restoredreviews',
    store: DataStore.documentDb({ restoreToTime: { sourceIdentifier: 'reviews-1' }, engineVersion: '8.0.0' }),
  },
  { name: 'reviews', store: DataStore.documentDb() },
  {
    name: 'stock',
    store: DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
  },
]);

function orderOf(environment: string, props: Partial<EcommercePlatformProps>): TemplateOrder {
  const stack = new EcommerceInfrastructure(newApp(), 'Ecommerce', {
    provider: EnvironmentProviderFactory.create({ environment }),
    ...props,
  });
  return TemplateOrder.ofStack(stack);
}

const { SECRETS_MANAGER, ELASTICACHE, RDS, STS } = ec2.InterfaceVpcEndpointAwsService;

/** A task of a service, in the stack of the platform. */
function orderOfTask(): TemplateOrder {
  const stack = new EcommerceInfrastructure(newApp(), 'Ecommerce', {
    provider: EnvironmentProviderFactory.create({ environment: 'production' }),
  });
  const service = stack.service('orderservice');
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', {
    image: ecs.ContainerImage.fromRegistry('shop/orders'),
    logging: ecs.LogDriver.awsLogs({ streamPrefix: 'orders' }),
  });
  const task = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc: stack.vpc }),
    taskDefinition,
    securityGroups: service.securityGroups,
    minHealthyPercent: 50,
  });
  service.connect(Workload.ecsService(task));
  return TemplateOrder.ofStack(stack);
}

/** A platform whose broker has a key in the same stack. */
function orderOfKey(): TemplateOrder {
  const stack = new Stack(newApp(), 'Shop');
  new EcommercePlatform(stack, 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment: 'production' }),
    messaging: { dataEncryptionKey: new kms.Key(stack, 'Key') },
  });
  return TemplateOrder.ofStack(stack);
}

const ORDERS: ReadonlyArray<readonly [string, TemplateOrder]> = [
  ['production, phase one', orderOf('production', { catalogue: ServiceCatalogue.PHASE_ONE })],
  ['production, phase two', orderOf('production', { catalogue: ServiceCatalogue.PHASE_TWO })],
  [
    'production, every kind of store, with endpoints in place of NAT gateways',
    orderOf('production', {
      catalogue: STORES,
      network: { natGateways: NatGateways.NONE, interfaceEndpoints: [SECRETS_MANAGER, ELASTICACHE, RDS, STS] },
      cache: { engine: CacheEngine.REDIS_7_1 },
    }),
  ],
  ['production, with a task', orderOfTask()],
  ['production, with a key of the broker', orderOfKey()],
  ['local, phase two', orderOf('local', { catalogue: ServiceCatalogue.PHASE_TWO })],
];

/** The ids of the resources that a check requires before the resource. */
function neededBy(
  order: TemplateOrder,
  id: string,
  { through, needs, attachedBy, only = {}, ofSame }: CreationCheck,
): string[] {
  const ends = through.reduce((ids, property) => ids.flatMap((from) => order.referencesOf(from, property)), [id]);
  if (attachedBy === undefined) {
    return ends.filter((end) => order.resources.get(end)?.Type === needs);
  }
  const isOne = ({ Properties }: OrderedResource) =>
    Object.entries(only).every(([property, value]) => propertyAt(Properties, property) === value);
  const isOfSame = (other: string) => {
    const named = ofSame ? order.referencesOf(other, ofSame.attached) : [];
    return named.length === 0 || shares(named, order.referencesOf(id, ofSame?.created ?? ''));
  };
  return order
    .ofType(needs)
    .filter(([other, resource]) => isOne(resource) && shares(order.referencesOf(other, attachedBy), ends))
    .filter(([other]) => isOfSame(other))
    .map(([other]) => other);
}

function shares(some: readonly string[], others: readonly string[]): boolean {
  return some.some((id) => others.includes(id));
}

const titleOf = ({ creates, through, needs }: CreationCheck) => `${creates} (${through.join(', ')}) needs ${needs}`;

const CHECKS = CREATION_CHECKS.map((check) => [titleOf(check), check] as const);

test.each(CHECKS)('%s, which exists before', (_, check) => {
  const needed = ORDERS.flatMap(([name, order]) =>
    order
      .ofType(check.creates)
      .flatMap(([id]) => neededBy(order, id, check).map((first) => ({ name, order, first, second: id }))),
  );
  expect(needed).not.toEqual([]);
  const missing = needed.filter(({ order, first, second }) => !order.isBefore(first, second));
  expect(missing.map(({ name, first, second }) => `${name}: ${second} needs ${first}`)).toEqual([]);
});

describe('a log group that a service finds by its name', () => {
  test.each(LOG_GROUPS)('exists before $creates', ({ creates, identifier, prefix }) => {
    const found = ORDERS.flatMap(([name, order]) =>
      order.ofType(creates).flatMap(([id, { Properties }]) =>
        order
          .ofType('AWS::Logs::LogGroup')
          .filter(([, group]) =>
            String(group.Properties?.LogGroupName).startsWith(`${prefix}/${propertyAt(Properties, identifier)}/`),
          )
          .map(([group]) => ({ at: `${name}: ${id} needs ${group}`, ok: order.isBefore(group, id) })),
      ),
    );
    expect(found).not.toEqual([]);
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('the table', () => {
  /** Each policy, with the resource that it is attached to. */
  const attached = (order: TemplateOrder) =>
    Object.entries(POLICIES).flatMap(([needs, attachedBy]) =>
      order
        .ofType(needs)
        .flatMap(([id]) => order.referencesOf(id, attachedBy).map((subject) => ({ needs, id, subject }))),
    );
  const lookedUp = (order: TemplateOrder) =>
    LOOKED_UP.flatMap((needs) => order.ofType(needs).map(([subject]) => ({ needs, id: subject, subject })));

  /** Each use of a resource, as the type of the user, the property that refers to it, and the type that the user may need. */
  const uses = ORDERS.flatMap(([, order]) =>
    [...attached(order), ...lookedUp(order)].flatMap(({ needs, id, subject }) =>
      [...order.resources]
        .filter(([user]) => user !== id)
        .flatMap(([user, { Type, Properties = {} }]) =>
          Object.keys(Properties)
            .filter((property) => order.referencesOf(user, property).includes(subject))
            .map((property) => `${Type} (${property}) and ${needs}`),
        ),
    ),
  );
  const useOf = ({ creates, through, needs }: Pick<CreationCheck, 'creates' | 'through' | 'needs'>) =>
    `${creates} (${through[0].split('.')[0]}) and ${needs}`;
  const unchecked = NOT_CHECKED.map(useOf);

  test('lists every use of a resource that has a policy, and of a resource that services look up', () => {
    const listed = [...CREATION_CHECKS.map(useOf), ...unchecked];
    expect([...new Set(uses)].filter((use) => !listed.includes(use))).toEqual([]);
  });

  test('lists no use that the templates do not have', () => {
    expect(unchecked.filter((use) => !uses.includes(use))).toEqual([]);
  });
});
