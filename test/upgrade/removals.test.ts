import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { AWSProvider, DataStore, type EcommercePlatformProps, ServiceCatalogue } from '../../src';
import { templateWith } from './deployments';
import { EVERY_KIND } from './every-kind';
import { losses, orphans } from './stateful-changes';

type Props = Partial<EcommercePlatformProps>;

/** What production deploys with some props, and of it what goes and what stays behind without them. */
function removal(before: Props, after: Props): { gone: string[]; left: string[] } {
  const common = { provider: new AWSProvider(), catalogue: EVERY_KIND };
  const templates = [templateWith({ ...common, ...before }), templateWith({ ...common, ...after })] as const;
  return { gone: losses(...templates).map(nameOf), left: orphans(...templates).map(nameOf) };
}

/** The path of a construct, from a logical id after an impact. */
function nameOf(change: string): string {
  return change.replace(/^WILL_(DESTROY|ORPHAN) Platform/, '').replace(/[0-9A-F]{8}$/, '');
}

function without(name: string): Props {
  return { catalogue: ServiceCatalogue.of(EVERY_KIND.services.filter((service) => service.name !== name)) };
}

describe('a service that is taken out of the catalogue leaves its store, and takes its own group along:', () => {
  test.each<[string, string[], string[]?]>([
    ['orders', ['Instance', 'Key', 'PostgresqlLogs', 'SecurityGroup', 'UpgradeLogs']],
    ['payments', ['Instance', 'Key', 'PostgresqlLogs', 'SecurityGroup', 'UpgradeLogs']],
    ['carts', ['Aurora', 'AuroraReader1', 'AuroraWriter', 'Key', 'PostgresqlLogs', 'SecurityGroup']],
    [
      'reviews',
      [
        ...['AuditLogs', 'DocumentDb', 'DocumentDbInstance1', 'DocumentDbInstance2'],
        ...['Key', 'RotationLogs', 'Secret', 'SecurityGroup'],
      ],
      ['DatabasereviewsRotationSecurityGroup'],
    ],
    ['stock', ['Key', 'Table']],
    ['products', ['Key']],
  ])('%s', (name, store, rotation = []) => {
    expect(removal({}, without(name))).toEqual({
      gone: [...rotation, `${name}SecurityGroup`],
      left: store.map((it) => `Database${name}${it}`),
    });
  });
});

describe('a part that is left out leaves what it stores, and takes the group of its clients along:', () => {
  test.each<[string, Props, string[], string[]]>([
    [
      'Cache',
      { cache: { enabled: false } },
      ['ReplicationGroup', 'RotationLogs', 'Secret', 'SecurityGroup', 'User', 'UserGroup'],
      ['ClientGroup', 'RotationSecurityGroup'],
    ],
    [
      'Messaging',
      { messaging: { enabled: false } },
      ['Broker', 'RotationLogs', 'Secret', 'SecurityGroup'],
      ['ClientGroup', 'RotationSecurityGroup'],
    ],
    [
      'Search',
      { search: { enabled: false } },
      ['ApplicationLogs', 'AuditLogs', 'Domain', 'SecurityGroup', 'SlowIndexLogs', 'SlowSearchLogs'],
      ['ClientGroup'],
    ],
  ])('%s', (part, props, store, groups) => {
    const indexless = without('products');
    expect(removal(indexless, { ...indexless, ...props })).toEqual({
      gone: groups.map((it) => `${part}${it}`),
      left: store.map((it) => `${part}${it}`),
    });
  });

  test('Storage, which has no clients in the network', () => {
    expect(removal({}, { storage: { enabled: false } })).toEqual({ gone: [], left: ['StorageLogs', 'StorageMedia'] });
  });
});

describe('what holds no data goes when it is switched off:', () => {
  test.each<[string, Props, string[]]>([
    [
      'proxies',
      { database: { postgres: { proxy: true } } },
      ['orders', 'payments'].flatMap((it) => [`Database${it}Proxy`, `Database${it}ProxyGroup`]),
    ],
    [
      'interface endpoints',
      { network: { interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER] } },
      ['Networkendpointsgroup'],
    ],
  ])('%s', (_, props, gone) => {
    expect(removal(props, {})).toEqual({ gone, left: [] });
  });
});

test.each<[string, Props, string]>([
  ['flow logs', { network: { flowLogs: false } }, 'NetworkFlowLogGroup'],
  [
    'readers',
    { catalogue: EVERY_KIND.withStore('carts', DataStore.auroraPostgres({ readers: 0 })) },
    'DatabasecartsAuroraReader1',
  ],
  [
    'instances',
    { catalogue: EVERY_KIND.withStore('reviews', DataStore.documentDb({ instances: 1 })) },
    'DatabasereviewsDocumentDbInstance2',
  ],
])('fewer %s leave what there was', (_, props, left) => {
  expect(removal({}, props)).toEqual({ gone: [], left: [left] });
});

test('a service that gets another kind of store leaves the one it had', () => {
  const catalogue = EVERY_KIND.withStore('orders', DataStore.documentDb());
  const left = ['Instance', 'PostgresqlLogs', 'UpgradeLogs'].map((it) => `Databaseorders${it}`);
  expect(removal({}, { catalogue })).toEqual({ gone: [], left });
});
