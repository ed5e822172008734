import type { IConstruct } from 'constructs';
import type { ClientLogins } from '../access/client-logins';
import { requireOneLogin } from '../logins/login-rules';
import { refuse } from '../private/validation';
import { IndexAccess } from './index-access';

/** The indexes of one service on a domain, each with those whose names continue it after a dot. */
interface ServiceIndexes {
  readonly serviceName: string;
  readonly indexes: readonly string[];
  readonly sharesStoreWith: readonly string[];
}

/** The indexes of the services on one domain, no two of which overlap. */
export class IndexesOfServices {
  private readonly services: ServiceIndexes[] = [];

  constructor(
    private readonly domain: IConstruct,
    private readonly domainArn: string,
  ) {}

  /** Returns the indexes of a service: the one with its name, and that of its store. Rejects those of another service. */
  public add(serviceName: string, { store, sharesStoreWith = [] }: ClientLogins): string[] {
    const ofStore = store instanceof IndexAccess && store.domainArn === this.domainArn ? [store.indexName] : [];
    const own = { serviceName, indexes: [...new Set([serviceName, ...ofStore])], sharesStoreWith };
    const isTaken = this.services.some((other) => other.serviceName === serviceName);
    requireOneLogin(this.domain, { system: 'search domain', serviceName, isTaken });
    for (const other of this.services) {
      this.requireApart(own, other);
    }
    this.services.push(own);
    return own.indexes;
  }

  private requireApart(own: ServiceIndexes, other: ServiceIndexes): void {
    const areShared =
      own.sharesStoreWith.includes(other.serviceName) || other.sharesStoreWith.includes(own.serviceName);
    for (const index of own.indexes) {
      const otherIndex = other.indexes.find((candidate) => overlap(index, candidate));
      if (otherIndex !== undefined && !areShared) {
        throw refuse(this.domain, {
          prop: 'indexName',
          got: index,
          allowed: `apart from the index ${otherIndex} of ${other.serviceName}: a service has its index, and those whose names continue it after a dot`,
          fix:
            `Rename the index of ${own.serviceName}, for example with a hyphen instead of the dot, or allow it by ` +
            `\`sharesStoreWith: ['${other.serviceName}']\` of ${own.serviceName}.`,
        });
      }
    }
  }
}

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}
