import { aws_rds as rds, Stack } from 'aws-cdk-lib';
import {
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  type EcommercePlatformProps,
  ServiceCatalogue,
  type ServiceDefinition,
  ServiceStacks,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { CrossStackValues, type Fields } from '../support/cross-stack-values';
import { ENV } from '../support/service-stacks';
import { taskOf } from '../support/workloads';

/** The templates of the app of a platform, in the order of deployment: each stack after those that it reads. */
type Templates = ReadonlyMap<string, Fields>;

/** A platform whose services have a workload each, in stacks of their own. */
function deployed(props: Partial<EcommercePlatformProps>, catalogue: ServiceCatalogue): Templates {
  const app = newApp();
  const platform = new EcommercePlatform(new Stack(app, 'Shop', { env: ENV }), 'Platform', {
    provider: new AWSProvider(),
    catalogue,
    ...props,
  });
  for (const { name } of catalogue.services) {
    const stack = new Stack(app, `Workload-${name}`, { env: ENV });
    const service = platform.service(name);
    // The task has only the group of the service, so that it reads the groups of all parts for its rules.
    service.connect(Workload.ecsTask(taskOf(stack), [service.securityGroup]));
  }
  return new Map(app.synth().stacks.map(({ stackName, template }) => [stackName, template]));
}

/**
 * Deploys the stacks one after the other. Throws if a stack reads a value that no stack writes at that time. Stacks that
 * the later app does not have are deleted in the same order.
 */
function deployInSteps(before: Templates, after: Templates, order: readonly string[]): void {
  const current = new Map(before);
  for (const name of order) {
    const template = after.get(name);
    if (template === undefined) {
      current.delete(name);
    } else {
      current.set(name, template);
      new CrossStackValues(current).resolve(name, template.Resources);
    }
  }
}

const AURORA = rds.AuroraPostgresEngineVersion.of('18', '18');
const orders: ServiceDefinition = {
  name: 'orders',
  capabilities: [Capability.CACHE, Capability.MESSAGING],
  store: DataStore.postgresInstance(),
};
const users: ServiceDefinition = {
  name: 'users',
  capabilities: [Capability.CACHE],
  store: DataStore.auroraPostgres({ engineVersion: AURORA }),
};
const products: ServiceDefinition = { name: 'products', store: DataStore.documentDb() };
const BEFORE = ServiceCatalogue.of([orders, users, products]);

const RESTORED = BEFORE.withStore(
  'orders',
  DataStore.postgresInstance({
    restoreFromSnapshot: 'orders-before-migration',
    engineVersion: rds.PostgresEngineVersion.VER_18,
  }),
)
  .withStore(
    'users',
    DataStore.auroraPostgres({
      restoreFromSnapshot: 'arn:aws:rds:eu-central-1:123456789012:cluster-snapshot:users',
      engineVersion: AURORA,
    }),
  )
  .withStore('products', DataStore.documentDb({ restoreFromSnapshot: 'products', engineVersion: '5.0.0' }));

/** The changes that an export of the platform would make impossible while a workload is deployed. */
const CHANGES: ReadonlyArray<readonly [string, Partial<EcommercePlatformProps>, ServiceCatalogue]> = [
  ['the stores are restored', {}, RESTORED],
  ['the port of a store changes', {}, BEFORE.withStore('orders', DataStore.postgresInstance({ port: 6000 }))],
  ['a capability is taken away', {}, ServiceCatalogue.of([{ ...orders, capabilities: [Capability.MESSAGING] }, users])],
  ['a service is removed', {}, ServiceCatalogue.of([users, products])],
  [
    'a part is disabled after its last user has left',
    { cache: { enabled: false } },
    ServiceCatalogue.of([
      { ...orders, capabilities: [Capability.MESSAGING] },
      { ...users, capabilities: [] },
      products,
    ]),
  ],
  ['a part is disabled that no service uses', { search: { enabled: false } }, BEFORE],
];

describe.each([
  ['in one stack', ServiceStacks.TOGETHER],
  ['with a stack for each service', ServiceStacks.perService()],
  ['with a stack for each service but one', ServiceStacks.perService({ keepInPlatform: ['users'] })],
])('a platform %s', (_, serviceStacks) => {
  const before = deployed({ serviceStacks }, BEFORE);

  describe.each(CHANGES)('in which %s', (__, props, catalogue) => {
    const after = deployed({ serviceStacks, ...props }, catalogue);
    const names = [...new Set([...after.keys(), ...before.keys()])];
    const isWorkload = (name: string) => name.startsWith('Workload-');

    test('has no exports before and after, so that no stack waits for another to let go', () => {
      const text = JSON.stringify([...before.values(), ...after.values()]);
      expect(text).not.toMatch(/Fn::ImportValue|"Export"/);
    });

    test('can be deployed before its workloads', () => {
      const order = [...names.filter((name) => !isWorkload(name)), ...names.filter(isWorkload)];
      expect(() => deployInSteps(before, after, order)).not.toThrow();
    });

    test('can be deployed after its workloads', () => {
      const order = [...names.filter(isWorkload), ...names.filter((name) => !isWorkload(name))];
      expect(() => deployInSteps(before, after, order)).not.toThrow();
    });
  });
});

test('a workload that reads a value that is not yet written is detected', () => {
  const props = { serviceStacks: ServiceStacks.perService() };
  const before = deployed(props, ServiceCatalogue.of([{ ...orders, capabilities: [] }]));
  const after = deployed(props, ServiceCatalogue.of([orders, { name: 'users' }]));
  expect(() => deployInSteps(before, after, ['Workload-users'])).toThrow(
    'Workload-users reads /production/users/values, which no stack writes',
  );
});
