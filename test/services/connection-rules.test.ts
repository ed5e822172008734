import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import {
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  LocalStackProvider,
  Microservice,
  SearchConstruct,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { existingVpc, templateOf } from '../support/stacks';
import { taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const { CACHE, MESSAGING, SEARCH } = Capability;

/** Connects a task with only the service's own group, and returns the ingress rules of its stack by logical id. */
function rulesOf(capabilities: Capability[]): Record<string, number> {
  const app = newApp();
  const platform = new EcommercePlatform(new Stack(app, 'Shop', { env: ENV }), 'Platform', {
    provider: new AWSProvider(),
    catalogue: ServiceCatalogue.of([{ name: 'orders', capabilities }]),
  });
  const stack = new Stack(app, 'Workloads', { env: ENV });
  const orders = platform.service('orders');
  orders.connect(Workload.ecsTask(taskOf(stack), [orders.securityGroup]));
  const rules = Object.entries(templateOf(stack).findResources('AWS::EC2::SecurityGroupIngress'));
  return Object.fromEntries(rules.map(([id, { Properties }]) => [id, Properties.FromPort]));
}

test('a capability that is put first moves no rule of another', () => {
  const before = rulesOf([CACHE]);
  const after = rulesOf([MESSAGING, SEARCH, CACHE]);
  expect(after).toMatchObject(before);
  expect(rulesOf([CACHE, MESSAGING, SEARCH])).toEqual(after);
});

test('the id of a rule says what it leads to', () => {
  const ids = Object.entries(rulesOf([CACHE, MESSAGING, SEARCH])).map(([id, port]): [number, string] => [port, id]);
  expect(Object.fromEntries(ids)).toEqual({
    6379: expect.stringMatching(/^TaskPlatformWorkloadorderscache/),
    5671: expect.stringMatching(/^TaskPlatformWorkloadordersbroker/),
    443: expect.stringMatching(/^TaskPlatformWorkloadorderssearchdomain/),
  });
});

test('a search index and the search domain share one rule, because EC2 rejects a second one', () => {
  const stack = new Stack(newApp(), 'Shop', { env: ENV });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'] });
  const search = new SearchConstruct(stack, 'Search', { provider: new LocalStackProvider(), vpc: existingVpc(stack) });
  const { domain, securityGroup } = search;
  const index = DataStore.existingSearchIndex({ domain, indexName: 'orders', securityGroups: [securityGroup] });
  const service = new Microservice(stack, 'Orders', {
    serviceName: 'orders',
    vpc,
    store: index.bind(stack, { serviceName: 'orders', provider: new LocalStackProvider(), vpc }),
    capabilities: [SEARCH],
    sharedParts: [search],
  });
  service.connect(Workload.ecsTask(taskOf(stack), [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-task')]));
  const rules = Object.values(templateOf(stack).findResources('AWS::EC2::SecurityGroupIngress'));
  const ofTask = rules.filter(({ Properties }) => Properties.SourceSecurityGroupId === 'sg-task');
  expect(ofTask.map(({ Properties }) => Properties.FromPort)).toEqual([443]);
});

test('each group of a store with several has a rule, whose id does not depend on the other groups', () => {
  const ids = (...groupIds: string[]) => {
    const stack = new Stack(newApp(), 'Shop', { env: ENV });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'] });
    const group = (id: string) => ec2.SecurityGroup.fromSecurityGroupId(stack, id, id);
    const service = new Microservice(stack, 'Orders', {
      serviceName: 'orders',
      vpc,
      store: {
        connections: new ec2.Connections({ securityGroups: groupIds.map(group), defaultPort: ec2.Port.tcp(5432) }),
        settings: {},
        secrets: {},
        grantAccess: () => undefined,
      },
    });
    service.connect(Workload.ecsTask(taskOf(stack), [group('sg-task')]));
    const rules = Object.entries(templateOf(stack).findResources('AWS::EC2::SecurityGroupIngress'));
    return rules.filter(([, { Properties }]) => Properties.GroupId === 'sg-b').map(([id]) => id);
  };
  expect(ids('sg-b')).toHaveLength(2);
  expect(ids('sg-a', 'sg-b').sort()).toEqual(ids('sg-b').sort());
});

test('two groups of other stacks each have a rule, also if their logical ids are the same', () => {
  const app = newApp();
  const [blue, green, shop, workloads] = ['Blue', 'Green', 'Shop', 'Workloads'].map(
    (id) => new Stack(app, id, { env: ENV }),
  );
  const vpc = existingVpc(shop);
  const service = new Microservice(shop, 'Orders', {
    serviceName: 'orders',
    vpc,
    store: {
      connections: new ec2.Connections({
        securityGroups: [blue, green].map((stack) => new ec2.SecurityGroup(stack, 'Group', { vpc })),
        defaultPort: ec2.Port.tcp(5432),
      }),
      settings: {},
      secrets: {},
      grantAccess: () => undefined,
    },
  });
  const own = ec2.SecurityGroup.fromSecurityGroupId(workloads, 'Own', 'sg-task');
  service.connect(Workload.ecsTask(taskOf(workloads), [own]));
  const rules = Object.values(templateOf(workloads).findResources('AWS::EC2::SecurityGroupIngress'));
  const groups = rules.map(({ Properties }) => Properties.GroupId['Fn::ImportValue'].split(':')[0]);
  expect(groups).toEqual(['Blue', 'Green']);
});
