import { aws_backup as backup, type aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BackupConstruct } from '../backup/backup-construct';
import type { BackupOptions } from '../backup/backup-options';
import type { ServiceCatalogue, ServiceDefinition } from '../catalogue/service-catalogue';
import { addTags } from '../catalogue/service-tags';
import type { DatabaseConstruct } from '../database/database-construct';
import type { SeparateStores } from '../database/separate-stores';
import type { PublishedValues } from '../parameters/published-values';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import { isEnabled } from './disabled-parts';
import type { EcommercePlatformProps } from './platform-props';

/** Whether the stores are backed up: the environment may keep no backups, unless the options of the backup do. */
export function hasBackup({ database, backup: options }: EcommercePlatformProps, environment: ResolvedEnvironment) {
  const { retention } = environment.backup;
  const isKept = options?.retention !== undefined || retention.isUnresolved() || retention.toSeconds() > 0;
  return isEnabled(database) && isEnabled(options) && isKept;
}

/** The stores of a platform, and how they are backed up. */
export interface StoreBackupsProps {
  readonly environment: ResolvedEnvironment;
  readonly options?: BackupOptions;
  readonly services: readonly ServiceDefinition[];
  readonly database: DatabaseConstruct;
  readonly separate?: SeparateStores;
  /** The key of the platform. */
  readonly encryptionKey: kms.IKey;
}

/** A platform with its stores, unless they are disabled, and its key. */
interface StoringPlatform extends Construct {
  readonly database?: DatabaseConstruct;
  readonly encryptionKey: kms.IKey;
}

/** Creates the backups of a platform; returns undefined if there is nothing to back up. */
export function createStoreBackups(
  platform: StoringPlatform,
  props: EcommercePlatformProps,
  {
    catalogue,
    ...common
  }: Pick<StoreBackupsProps, 'environment' | 'separate'> & { readonly catalogue: ServiceCatalogue },
): StoreBackups | undefined {
  const { database, encryptionKey } = platform;
  return database && hasBackup(props, common.environment)
    ? new StoreBackups(platform, {
        ...common,
        services: catalogue.services,
        database,
        encryptionKey,
        options: props.backup,
      })
    : undefined;
}

/**
 * The daily backups of the stores of a platform: in one vault, and those of each service in PCI scope in a vault of its own,
 * under the service's key and in the stack of the store.
 */
export class StoreBackups {
  /** The backups of the services that are not in PCI scope; undefined if there are none. */
  public readonly shared?: BackupConstruct;
  private readonly byService: ReadonlyMap<string, BackupConstruct>;

  constructor(platform: Construct, props: StoreBackupsProps) {
    const { environment: provider, options, services, database, separate, encryptionKey } = props;
    const stored = services.flatMap((service) => {
      const { resourceArn } = database.store(service.name);
      return resourceArn === undefined ? [] : [{ service, resourceArn }];
    });
    const inScope = stored.filter(({ service }) => service.pciScope === true);
    const others = stored.filter((store) => !inScope.includes(store));
    const listed = others.filter(({ service }) => !separate?.stacks.has(service.name)).sort(byName);
    if (listed.length > 0 || separate?.backupTags) {
      this.shared = new BackupConstruct(platform, 'Backup', {
        encryptionKey,
        ...options,
        provider,
        resourceArns: listed.map(({ resourceArn }) => resourceArn),
        resourceTags: separate?.backupTags,
      });
    }
    const copyTo = publishedCopyTo(platform, options?.copyTo, separate?.values);
    const { shared } = this;
    this.byService = new Map([
      ...(shared ? others.map(({ service }) => [service.name, shared] as const) : []),
      ...inScope.map(({ service, resourceArn }) => {
        const own = new BackupConstruct(...placeOf(platform, service.name, separate), {
          ...options,
          copyTo,
          encryptionKey: database.encryptionKey(service.name),
          provider,
          resourceArns: [resourceArn],
          _serviceName: service.name,
        });
        addTags(own, service.tags);
        return [service.name, own] as const;
      }),
    ]);
  }

  /** Returns the backups of the store of a service; undefined if AWS Backup does not select the store. */
  public of(service: string): BackupConstruct | undefined {
    return this.byService.get(service);
  }
}

interface Stored {
  readonly service: ServiceDefinition;
}

/** Whatever the order of the catalogue, the list in the template stays the same. */
function byName({ service: one }: Stored, { service: other }: Stored): number {
  return one.name < other.name ? -1 : 1;
}

/** The scope and the id of the backups of one service. */
function placeOf(platform: Construct, name: string, separate?: SeparateStores): [Construct, string] {
  const stack = separate?.stacks.get(name);
  if (stack) {
    return [stack, 'Backup'];
  }
  const id = 'ServiceBackups';
  const scope = platform.node.tryFindChild(id);
  return [Construct.isConstruct(scope) ? scope : new Construct(platform, id), name];
}

/**
 * Returns the vault for copies with an ARN that every stack may use. It is published whichever services there are, so that
 * adding a service leaves the stack of the platform as it is.
 */
function publishedCopyTo(
  platform: Construct,
  copyTo?: backup.IBackupVault,
  values?: PublishedValues,
): backup.IBackupVault | undefined {
  if (copyTo === undefined || values === undefined) {
    return copyTo;
  }
  const arn = values.publish(copyTo.backupVaultArn);
  return arn === copyTo.backupVaultArn
    ? copyTo
    : backup.BackupVault.fromBackupVaultArn(platform, 'PublishedCopyTo', arn);
}
