import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { AWSProvider, DataStore, type EcommercePlatformProps, ServiceCatalogue } from '../../src';
import { templateWith } from './deployments';
import { EVERY_KIND } from './every-kind';
import { losses, orphans } from './stateful-changes';

type Props = Partial<EcommercePlatformProps>;

/** Returns the stateful resources of production that an update from `before` to `after` deletes and retains. */
function removal(before: Props, after: Props): { deleted: string[]; retained: string[] } {
  const common = { provider: new AWSProvider(), catalogue: EVERY_KIND };
  const templates = [templateWith({ ...common, ...before }), templateWith({ ...common, ...after })] as const;
  return { deleted: losses(...templates).map(nameOf), retained: orphans(...templates).map(nameOf) };
}

/** Returns the path of a construct from a change, which consists of an impact and a logical id. */
function nameOf(change: string): string {
  return change.replace(/^WILL_(DESTROY|ORPHAN) (Platform)?/, '').replace(/[0-9A-F]{8}$/, '');
}

function without(name: string): Props {
  return { catalogue: ServiceCatalogue.of(EVERY_KIND.services.filter((service) => service.name !== name)) };
}

describe('removing a service retains its store and deletes its security group:', () => {
  test.each<[string, string[], string[]?, string[]?]>([
    ['orders', ['Instance', 'Key', 'PostgresqlLogs', 'SecurityGroup', 'UpgradeLogs']],
    [
      'payments', // in PCI scope
      ['Instance', 'Key', 'PostgresqlLogs', 'SecurityGroup', 'UpgradeLogs'],
      [],
      ['ServiceBackupspaymentsVault'],
    ],
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
  ])('%s', (name, store, rotation = [], backups = []) => {
    expect(removal({}, without(name))).toEqual({
      deleted: [...rotation, `${name}SecurityGroup`],
      retained: [...store.map((it) => `Database${name}${it}`), ...backups],
    });
  });
});

describe('disabling a part retains its data and deletes the security group of its clients:', () => {
  test.each<[string, Props, string[], string[]]>([
    [
      'Cache',
      { cache: { enabled: false } },
      ['ReplicationGroup', 'SecurityGroup', 'User', 'UserGroup'],
      ['ClientGroup'],
    ],
    [
      'Messaging',
      { messaging: { enabled: false } },
      ['Broker', 'LoginsFunctionLogs', 'RotationLogs', 'Secret', 'SecurityGroup'],
      ['ClientGroup', 'LoginsFunctionSecurityGroup', 'RotationSecurityGroup'],
    ],
  ])('%s', (part, props, store, groups) => {
    expect(removal({}, props)).toEqual({
      deleted: groups.map((it) => `${part}${it}`),
      retained: store.map((it) => `${part}${it}`),
    });
  });

  test('Search, and the log group of the function for its service-linked role', () => {
    const withoutIndex = without('products'); // the index of products needs the search domain
    expect(removal(withoutIndex, { ...withoutIndex, search: { enabled: false } })).toEqual({
      deleted: ['CustomOpenSearchRoleProviderLogs', 'SearchClientGroup', 'SearchLoginsFunctionSecurityGroup'],
      retained: [
        'ApplicationLogs',
        'AuditLogs',
        'Domain',
        'LoginsFunctionLogs',
        'SecurityGroup',
        'SlowIndexLogs',
        'SlowSearchLogs',
      ].map((it) => `Search${it}`),
    });
  });

  test('Storage, which has no security group for clients', () => {
    expect(removal({}, { storage: { enabled: false } })).toEqual({
      deleted: [],
      retained: ['StorageLogs', 'StorageMedia'],
    });
  });
});

describe('disabling a feature deletes its resources if they hold no data:', () => {
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
  ])('%s', (_, props, deleted) => {
    expect(removal(props, {})).toEqual({ deleted, retained: [] });
  });
});

test.each<[string, Props, string]>([
  ['disabling flow logs retains their log group', { network: { flowLogs: false } }, 'NetworkFlowLogGroup'],
  [
    'disabling logs of DNS queries retains their log group',
    { network: { dnsQueryLogs: false } },
    'NetworkDnsQueryLogGroup',
  ],
  [
    'removing an Aurora reader retains its instance',
    { catalogue: EVERY_KIND.withStore('carts', DataStore.auroraPostgres({ readers: 0 })) },
    'DatabasecartsAuroraReader1',
  ],
  [
    'removing a DocumentDB instance retains it',
    { catalogue: EVERY_KIND.withStore('reviews', DataStore.documentDb({ instances: 1 })) },
    'DatabasereviewsDocumentDbInstance2',
  ],
])('%s', (_, props, retained) => {
  expect(removal({}, props)).toEqual({ deleted: [], retained: [retained] });
});

test('changing the kind of store of a service retains the previous store', () => {
  const catalogue = EVERY_KIND.withStore('orders', DataStore.documentDb());
  const retained = ['Instance', 'PostgresqlLogs', 'UpgradeLogs'].map((it) => `Databaseorders${it}`);
  expect(removal({}, { catalogue })).toEqual({ deleted: [], retained });
});
