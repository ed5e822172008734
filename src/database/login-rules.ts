import type { IConstruct } from 'constructs';
import type { ServiceDefinition } from '../catalogue/service-catalogue';
import { Authentication } from '../logins/authentication';
import { loginChoices } from '../logins/login-choices';
import type { LoginOptions } from '../logins/login-options';
import { refuse } from '../private/validation';
import { DatabaseStore } from '../stores/database-store';
import { DocumentDb } from '../stores/documents/document-db';
import type { IDataStore, IServiceStore } from '../stores/store-contract';

/**
 * Returns the choices for the logins of a service: its own, and those of all services. DocumentDB has no logins with IAM: as
 * the choice of all services, they would keep a platform from having one such store.
 */
export function loginsOf({ logins: own }: ServiceDefinition, store: IDataStore, ofAll?: LoginOptions): LoginOptions {
  return loginChoices(own, store instanceof DocumentDb ? { ...ofAll, authentication: undefined } : ofAll);
}

/** Rejects IAM as the choice of a service whose store has a login with a password that the library does not create. */
export function requireIamStore(scope: IConstruct, { logins }: ServiceDefinition, store: IServiceStore): void {
  const hasPassword = 'DATABASE_PASSWORD' in store.secrets && !(store instanceof DatabaseStore);
  if (logins?.authentication === Authentication.IAM && hasPassword) {
    throw refuse(scope, {
      prop: 'logins.authentication',
      got: Authentication.IAM,
      allowed: 'Authentication.PASSWORD for this kind of store',
      fix: 'Only PostgreSQL instances and Aurora clusters that the library creates have IAM logins: leave it out.',
    });
  }
}
