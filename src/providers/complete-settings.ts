import type { IEnvironmentProvider } from './environment-provider';
import { type CompleteSettings, PRODUCTION } from './production-settings';

/** The provider's settings, with production's where it gives none. */
export function completeSettings(provider: IEnvironmentProvider): CompleteSettings {
  return {
    network: complete(provider.network, PRODUCTION.network),
    database: complete(provider.database, PRODUCTION.database),
    cache: complete(provider.cache, PRODUCTION.cache),
    messaging: complete(provider.messaging, PRODUCTION.messaging),
    search: complete(provider.search, PRODUCTION.search),
    storage: complete(provider.storage, PRODUCTION.storage),
    encryption: complete(provider.encryption, PRODUCTION.encryption),
    secrets: complete(provider.secrets, PRODUCTION.secrets),
    backup: complete(provider.backup, PRODUCTION.backup),
    monitoring: complete(provider.monitoring, PRODUCTION.monitoring),
    retention: complete(provider.retention, PRODUCTION.retention),
  };
}

/** A field that is present but undefined counts as left out. */
function complete<T extends object>(given: T | undefined, production: Required<T>): Required<T> {
  const answered = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...production, ...Object.fromEntries(answered) };
}
