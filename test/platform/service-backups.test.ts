import {
  aws_backup as backup,
  CfnParameter,
  Duration,
  aws_kms as kms,
  RemovalPolicy,
  type Stack,
  Token,
} from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { DataStore, type EcommercePlatformProps, ServiceCatalogue, ServiceStacks } from '../../src';
import { CrossStackValues } from '../support/cross-stack-values';
import { resourcesOfType } from '../support/resources';
import { type Shop, shopOf, templatesOf } from '../support/service-stacks';

const PAYMENTS = { name: 'payments', pciScope: true, tags: { team: 'checkout' } };
const CATALOGUE = ServiceCatalogue.of([
  PAYMENTS,
  { name: 'ledger', pciScope: true, store: DataStore.documentDb() },
  { name: 'orders' },
]);
const ELSEWHERE = 'arn:aws:backup:eu-west-1:123456789012:backup-vault:elsewhere';

/** The layouts of a platform, and the stack that contains the backups of payments. */
const LAYOUTS: [string, ServiceStacks, string][] = [
  ['in one stack', ServiceStacks.TOGETHER, 'Shop'],
  ['with a stack for each service', ServiceStacks.perService(), 'Shop/Platform/payments'],
  ['with a stack for each service except payments', ServiceStacks.perService({ keepInPlatform: ['payments'] }), 'Shop'],
];

function properties(template: Template, type: string): Record<string, unknown>[] {
  return resourcesOfType(template, type).map(({ Properties }) => Object(Properties));
}

function shop(props: Partial<EcommercePlatformProps> = {}): Shop {
  return shopOf({ catalogue: CATALOGUE, ...props });
}

function nameOf(vault: backup.BackupVault): unknown {
  const resource = vault.node.defaultChild;
  return resource instanceof backup.CfnBackupVault ? resource.backupVaultName : undefined;
}

describe.each(LAYOUTS)('a platform %s', (_, serviceStacks, path) => {
  const it = shop({ serviceStacks });
  const { platform } = it;
  const templates = templatesOf(it);

  test('has a vault for each service in PCI scope, under the key of the service and in the stack of its store', () => {
    const key = platform.database?.encryptionKey('payments');
    const vaults = properties(templates[path], 'AWS::Backup::BackupVault');
    expect(vaults).toContainEqual(
      expect.objectContaining({
        BackupVaultName: expect.stringMatching(/^payments-shop-platform-/),
        EncryptionKeyArn: platform.serviceStack('payments').resolve(key?.keyArn),
      }),
    );
  });

  test('selects each store once, and the store of a service in PCI scope by its ARN', () => {
    const selections = Object.values(templates)
      .flatMap((template) => properties(template, 'AWS::Backup::BackupSelection'))
      .map(({ BackupSelection }) => Object(BackupSelection));
    const arns = selections.flatMap(({ Resources = [] }) => Resources.map((arn: unknown) => JSON.stringify(arn)));
    expect(new Set(arns).size).toBe(arns.length);
    for (const service of ['payments', 'ledger']) {
      const { resourceArn } = platform.database?.store(service) ?? {};
      expect(arns).toContain(JSON.stringify(platform.serviceStack(service).resolve(resourceArn)));
    }
    expect(JSON.stringify(templates['Shop/Platform/payments'] ?? '')).not.toContain('ecommerce:backup');
  });

  test('imports no value of another stack', () => {
    for (const template of Object.values(templates)) {
      expect(JSON.stringify(template.toJSON())).not.toContain('Fn::ImportValue');
    }
  });
});

test('the backups of a service are those of its own vault if it is in PCI scope, and else those of the platform', () => {
  const { platform } = shop();
  const own = [platform.serviceBackup('payments'), platform.serviceBackup('ledger')];
  expect(new Set([...own, platform.backup]).size).toBe(3);
  expect(own).not.toContain(undefined);
  expect(platform.serviceBackup('orders')).toBe(platform.backup);
  expect(() => platform.serviceBackup('users')).toThrow("name must be one of payments, ledger, orders, got 'users'.");
});

test.each<[string, Partial<EcommercePlatformProps>, string]>([
  ['that the environment does not have', {}, 'local'],
  ['that are disabled', { backup: { enabled: false } }, 'production'],
])('a service in PCI scope has no vault for backups %s', (_, props, environment) => {
  const it = shopOf({ catalogue: CATALOGUE, ...props }, environment);
  expect(it.platform.serviceBackup('payments')).toBeUndefined();
  for (const template of Object.values(templatesOf(it))) {
    template.resourceCountIs('AWS::Backup::BackupVault', 0);
  }
});

test('a service in PCI scope without a store of AWS Backup has no vault, and a platform without other stores has none', () => {
  const catalogue = ServiceCatalogue.of([PAYMENTS, { name: 'finder', store: DataStore.searchIndex() }]);
  const { platform } = shop({ catalogue, serviceStacks: ServiceStacks.TOGETHER });
  expect(platform.backup).toBeUndefined();
  expect(platform.serviceBackup('finder')).toBeUndefined();
  expect(platform.serviceBackup('payments')).toBeDefined();
});

test('the options of backups apply to the vault of a service in PCI scope, except for the key', () => {
  const it = shopOf((stack) => ({
    catalogue: CATALOGUE,
    backup: {
      retention: Duration.days(90),
      removalPolicy: RemovalPolicy.DESTROY,
      encryptionKey: new kms.Key(stack, 'Other'),
      copyTo: backup.BackupVault.fromBackupVaultArn(stack, 'Elsewhere', ELSEWHERE),
      copyRetention: Duration.days(400),
    },
  }));
  const template = templatesOf(it)['Shop/Platform/payments'];
  expect(properties(template, 'AWS::Backup::BackupPlan')).toEqual([
    {
      BackupPlan: expect.objectContaining({
        BackupPlanRule: [
          expect.objectContaining({
            Lifecycle: { DeleteAfterDays: 90 },
            CopyActions: [{ DestinationBackupVaultArn: ELSEWHERE, Lifecycle: { DeleteAfterDays: 400 } }],
          }),
        ],
      }),
      BackupPlanTags: { team: 'checkout' },
    },
  ]);
  template.hasResource('AWS::Backup::BackupVault', { DeletionPolicy: 'Delete' });
  const key = it.platform.database?.encryptionKey('payments');
  template.hasResourceProperties('AWS::Backup::BackupVault', {
    EncryptionKeyArn: it.platform.serviceStack('payments').resolve(key?.keyArn),
  });
});

test('the vault of a service in PCI scope is protected as the vault of the platform is, and has the tags of the service', () => {
  const template = templatesOf(shop())['Shop/Platform/payments'];
  template.hasResource('AWS::Backup::BackupVault', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { BackupVaultTags: { team: 'checkout' } },
  });
  const [{ AccessPolicy }] = properties(template, 'AWS::Backup::BackupVault');
  expect(JSON.stringify(AccessPolicy)).toContain('backup:DeleteRecoveryPoint');
});

test('a vault for copies that only the deployment knows reaches the stack of a service through a parameter', () => {
  const copyTo = (stack: Stack) => {
    const { valueAsString } = new CfnParameter(stack, 'Copies', { type: 'String', default: ELSEWHERE });
    return backup.BackupVault.fromBackupVaultArn(stack, 'Elsewhere', Token.asString(valueAsString));
  };
  const withCatalogue = (catalogue: ServiceCatalogue) =>
    shopOf((stack) => ({ catalogue, backup: { copyTo: copyTo(stack) } }));
  const it = withCatalogue(CATALOGUE);
  const templates = templatesOf(it);
  const [{ BackupPlan }] = properties(templates['Shop/Platform/payments'], 'AWS::Backup::BackupPlan');
  const plan = new CrossStackValues(it.app).resolve(it.platform.serviceStack('payments'), BackupPlan);
  expect(plan).toMatchObject({
    BackupPlanRule: [{ CopyActions: [{ DestinationBackupVaultArn: { 'in Shop': { Ref: 'Copies' } } }] }],
  });
  const without = templatesOf(withCatalogue(ServiceCatalogue.of([{ name: 'orders' }])));
  expect(without.Shop.toJSON()).toEqual(templates.Shop.toJSON());
});

test('the names of vaults differ, also of services whose long names start alike', () => {
  const names = ['a', 'b'].map((end) => `${'s'.repeat(60)}${end}`);
  const store = DataStore.documentDb();
  const it = shop({ catalogue: ServiceCatalogue.of(names.map((name) => ({ name, store, pciScope: true }))) });
  const vaults = names.map((name) => {
    const vault = it.platform.serviceBackup(name)?.vault;
    return vault && nameOf(vault);
  });
  expect(new Set(vaults).size).toBe(2);
  for (const name of vaults) {
    expect(name).toMatch(/^[\w-]{2,50}$/);
  }
});

test.each(LAYOUTS)(
  'a platform %s rejects an index on its search domain for a service in PCI scope',
  (_, serviceStacks) => {
    const catalogue = ServiceCatalogue.of([{ ...PAYMENTS, store: DataStore.searchIndex() }]);
    expect(() => shop({ catalogue, serviceStacks })).toThrow(
      'store must be a store that the key of the service encrypts, because payments is in PCI scope',
    );
  },
);
